using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Data;

public sealed class OutliersTests
{
    private const int Rows = 1000;

    public static TheoryData<string, double[]> Clean { get; } = new()
    {
        { "normal", Draw(1, Normal) },
        { "log-normal", Draw(2, random => Math.Exp(Normal(random))) },
        { "uniform over eight decades", Draw(3, random => Math.Pow(10, 8 * random.NextDouble())) },
        { "amounts among zeros", Draw(4, random => random.Next(100) > 0 ? 0 : Math.Exp(8 + 2 * Normal(random))) },
        { "a rare flag", Draw(5, random => random.Next(200) > 0 ? 0 : 1) },
        { "days of a century", Draw(6, random => random.Next(36_525)) },
        { "ages and a code for none", Draw(7, random => random.Next(20) > 0 ? random.Next(90) : 999) },
    };

    [Theory, MemberData(nameof(Clean))]
    public void A_column_that_is_in_order_has_none(string kind, double[] values) =>
        Assert.True(Find(values) is null, $"{kind}: {Find(values)}");

    [Theory]
    [InlineData(1000), InlineData(-1000), InlineData(1e9)]
    public void A_number_that_is_a_thousand_times_too_large_is_one(double factor)
    {
        double[] values = Draw(8, Normal);
        double least = values.Min(), most = values.Max();
        values[517] = factor * 0.8;
        var found = new Outliers("x", 1, 517, values[517], least, most);
        Assert.Equal(found, Find(values));
        var table = new Table([new NumericColumn("x", values)]);
        double[] clipped = Outliers.Clip(table, [found]).Numbers("x");
        Assert.Equal(factor > 0 ? most : least, clipped[517]);
        Assert.Equal(values.Where(v => v != values[517]), clipped.Where((_, row) => row != 517));
    }

    [Fact]
    public void Amounts_that_grow_by_factors_have_none_however_far_they_reach()
    {
        var random = new Random(3);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        double[] amounts = [.. Enumerable.Range(0, 3000).Select(_ => Math.Exp(3 * Normal()))];
        Assert.Empty(Outliers.Find(new Table([new NumericColumn("y", amounts)]), ["y"]));
        amounts[7] = 1e30;
        Assert.Equal(1, Assert.Single(Outliers.Find(new Table([new NumericColumn("y", amounts)]), ["y"])).Count);
    }

    [Fact]
    public void Of_positive_numbers_one_that_is_absurdly_small_is_one()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => 1000.0 + i), 0.001];
        Assert.Equal(new Outliers("x", 1, 100, 0.001, 1000, 1099), Find(values));
    }

    [Fact]
    public void Several_on_both_sides_are_all_found_and_missing_numbers_are_none()
    {
        double[] values = Draw(9, Normal);
        (values[3], values[5], values[7], values[9]) = (double.NaN, 4e4, -7e5, 5e6);
        Outliers found = Find(values)!;
        Assert.Equal((3, 5, 4e4), (found.Count, found.Row, found.Value));
        double[] clipped = Outliers.Clip(new Table([new NumericColumn("x", values)]), [found]).Numbers("x");
        Assert.Equal([double.NaN, found.Max, found.Min, found.Max], new[] { 3, 5, 7, 9 }.Select(row => clipped[row]));
    }

    [Fact]
    public void Where_there_is_an_outlier_the_others_are_encoded_as_without_it_and_it_as_the_nearest_of_them()
    {
        double[] values = Draw(10, Normal);
        TableSchema clean = Fit(values, out Table cleanRows);
        double[] before = Encode(clean, cleanRows);
        double moved = values[400];
        values[400] = 2000;
        TableSchema schema = Fit(values, out Table rows);
        double[] after = Encode(schema, rows);
        int width = after.Length / Rows, top = Array.IndexOf(values, values.Where(v => v != 2000).Max());
        Assert.Equal(after[(top * width)..((top + 1) * width)], after[(400 * width)..(401 * width)]);
        Assert.True(values[top] > moved);
        // It was a training row all the same.
        Assert.Equal((values.Min(), 2000), (Input(schema).Lowest, Input(schema).Highest));
        (values[400], values[401]) = (moved, -2000);
        Assert.Equal(-2000, Input(Fit(values, out _)).Lowest);
        Assert.All(Enumerable.Range(0, Rows).Where(row => row != 400), row =>
            Close.To(before[(row * width)..((row + 1) * width)], after[(row * width)..((row + 1) * width)], 0.1, 0.1));
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void On_the_side_without_an_outlier_a_new_number_counts_as_it_is(int side)
    {
        double[] values = Draw(10, Normal);
        values[400] = 2000 * side;
        TableSchema schema = Fit(values, out _);
        double end = side * values.Where(v => v != 2000 * side).Max(v => side * v);
        double Encoded(double x) => Encode(schema, new Table([new NumericColumn("x", [x])]))[0];
        Close.To(Encoded(end), Encoded(3000 * side), 1e-6);
        Close.To(2 * Encoded(-50 * side), Encoded(-100 * side) + Encoded(0), 1e-5);
    }

    private static TableSchema Fit(double[] values, out Table rows)
    {
        rows = new Table([new NumericColumn("x", values), new NumericColumn("y", Draw(11, Normal))]);
        return TableSchema.Fit(rows, ["x"], ["y"], true, null, null, Outliers.Find(rows, ["x", "y"])).WithBins(rows, 8);
    }

    private static NumericEncoding Input(TableSchema schema) => Assert.IsType<NumericEncoding>(schema.Inputs[0]);

    private static double[] Encode(TableSchema schema, Table rows) => schema.EncodeInputs(rows).Doubles();

    private static Outliers? Find(double[] values) =>
        Outliers.Find(new Table([new NumericColumn("x", values)]), ["x"]).SingleOrDefault();

    private static double[] Draw(int seed, Func<Random, double> draw)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rows).Select(_ => draw(random))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    [Theory, InlineData(19, 1), InlineData(18, 0)]
    public void Of_fewer_than_twenty_numbers_none_is_one(int others, int count) => Assert.Equal(count, Outliers.Find(
        new Table([new NumericColumn("x", [.. Enumerable.Range(0, others).Select(i => (double)i), 1e6])]),
        ["x"]).Count);

    [Theory, InlineData(2, 1), InlineData(3, 0)]
    public void More_than_two_in_a_hundred_rows_are_no_mistakes(int far, int count)
    {
        double[] near = [.. Enumerable.Range(0, 98).Select(i => (double)i)];
        Assert.Equal(count, Outliers.Find(
            new Table([new NumericColumn("x", [.. near, .. Enumerable.Repeat(1e6, far)])]), ["x"]).Count);
    }

    // From the 1 % quantile to the 99 % one it is 98.
    [Theory]
    [InlineData(1079, false), InlineData(1080, true)]
    [InlineData(-980, false), InlineData(-981, true)]
    public void It_lies_ten_times_as_far_from_the_others_as_these_from_each_other(double value, bool isOutlier) =>
        Assert.Equal(isOutlier ? 1 : 0, Outliers.Find(
            new Table([new NumericColumn("x", [.. Enumerable.Range(0, 100).Select(i => (double)i), value])]),
            ["x"]).Count);
}
