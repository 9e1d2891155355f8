using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Data;

public sealed class TableSchemaTests
{
    private static readonly Table Animals = new(
    [
        new NumericColumn("weight", [2, 4, 6]),
        new TextColumn("kind", ["dog", "cat", "dog"]),
        new NumericColumn("age", [1, 2, 6]),
    ]);

    private static readonly TargetScaling Rounded =
        new("age", Mean: 5, Deviation: 2) { Observation = new TargetObservation { Spacing = 0.5 } };

    [Fact]
    public void Numbers_are_standardised_and_texts_become_places()
    {
        TableSchema schema = TableSchema.Fit(Animals, ["weight", "kind"], ["age"]);
        double d = Math.Sqrt(8.0 / 3);
        Assert.Equal(3, schema.Width);
        // The categories stand in order: cat, dog.
        Close.To([-2 / d, 0, 1, 0, 1, 0, 2 / d, 0, 1], schema.EncodeInputs(Animals).Doubles(), 1e-6);
    }

    [Fact]
    public void Targets_are_standardised_and_keep_their_own_units_besides()
    {
        TableSchema schema = TableSchema.Fit(Animals, ["weight"], ["age"]);
        double d = Math.Sqrt((4 + 1 + 9) / 3.0);
        Close.To([-2 / d, -1 / d, 3 / d], StandardizedTargets(schema), 1e-6);
        Assert.Equal([1.0, 2, 6], schema.TargetValues(Animals).Doubles());
        Assert.Equal(1, Assert.Single(schema.Targets).Observation.Spacing);
    }

    [Fact]
    public void A_scale_is_half_the_grid_at_least_and_off_a_grid_a_small_part_of_the_deviation()
    {
        Assert.Equal(0.125, Rounded.MinScale);
        Assert.Equal(0.0125, Rounded.MinScaleOfCells);
        Assert.Equal(5e-5, (Rounded with { Observation = new TargetObservation { Spacing = 1e-6 } }).MinScaleOfCells);
        Assert.Equal(5e-5, new TargetScaling("age", Mean: 5, Deviation: 2).MinScale);
    }

    // 98.7 in single precision is 98.69999694824219.
    [Fact]
    public void Targets_of_single_precision_are_the_decimals_that_they_stand_for()
    {
        int[] tenths = [.. Enumerable.Range(0, 300).Select(i => 980 + i * 7 % 40), .. Enumerable.Repeat(987, 100)];
        Table table = new([
            new NumericColumn("x", [.. tenths.Select((_, i) => (double)i)]),
            new NumericColumn("y", [.. tenths.Select(n => (double)(n / 10f))])]);
        TableSchema schema = TableSchema.Fit(table, ["x"], ["y"], findObservation: true, lower: 98);
        TargetObservation observation = schema.Targets[0].Observation;
        Assert.Equal([98.7], observation.PointMasses);
        double[] y = schema.TargetColumns(table)[0];
        Assert.Equal([.. tenths.Select(n => n / 10.0)], y);
        // The cell [98.65, 98.75] is ±σ about the median, and drops out of central intervals last.
        var mixture = ObservedMixture.Create(
            [1], [98.7], [0.05], observation with { PointMasses = [], Lower = double.NegativeInfinity });
        double cell = Plain.NormalCdf(1) - Plain.NormalCdf(-1);
        foreach (double u in new[] { 0, 0.25, 0.75 })
        {
            Close.To(1 - cell + u * cell, mixture.OutsideCentralInterval(y[^1], u), 1e-9);
            Close.To(1 - cell + u * cell, mixture.OutsideHighestDensityRegion(y[^1], u), 1e-9);
        }
    }

    [Fact]
    public void A_grid_that_is_not_sought_is_not_found() =>
        Assert.True(
            TableSchema.Fit(Animals, ["weight"], ["age"], findObservation: false).Targets[0].Observation.IsExact);

    [Fact]
    public void Large_numbers_close_together_keep_their_differences()
    {
        Table times = new([new NumericColumn("time", [1.7e9, 1.7e9 + 1, 1.7e9 + 2]),
            new NumericColumn("y", [1, 2, 3])]);
        double d = Math.Sqrt(2.0 / 3);
        Close.To([-1 / d, 0, 1 / d], TableSchema.Fit(times, ["time"], ["y"]).EncodeInputs(times).Doubles(), 1e-6);
    }

    [Theory, InlineData(1e-200), InlineData(1e200)]
    public void Numbers_whose_squares_are_no_numbers_are_standardised_too(double unit)
    {
        Table table = new([new NumericColumn("x", [1 * unit, 2 * unit, 3 * unit]), new NumericColumn("y", [1, 2, 3])]);
        double d = Math.Sqrt(2.0 / 3);
        Close.To([-1 / d, 0, 1 / d], TableSchema.Fit(table, ["x"], ["y"]).EncodeInputs(table).Doubles(), 1e-6);
    }

    [Fact]
    public void A_category_that_training_did_not_have_is_an_average_where_none_was_rare()
    {
        TableSchema schema = TableSchema.Fit(Animals, ["kind"], ["age"]);
        Assert.Equal([1.0, 0, 0.5, 0.5, 0.5, 0.5],
            schema.EncodeInputs(new Table([new TextColumn("kind", ["cat", "fish", null])])).Doubles());
    }

    [Fact]
    public void Rare_categories_share_a_place_with_unknown_ones()
    {
        Table table = new([new TextColumn("shop", ["a", "b", "c", "a", "d"]), new NumericColumn("y", [1, 2, 3, 4, 5])]);
        TableSchema schema = TableSchema.Fit(table, ["shop"], ["y"]);
        var shops = Assert.IsType<OneHotEncoding>(Assert.Single(schema.Inputs));
        Assert.Equal(["a"], shops.Categories);
        Assert.True(shops.HasOther);
        Assert.Equal([1.0, 0, 0, 1, 0, 1], schema.EncodeInputs(
            new Table([new TextColumn("shop", ["a", "b", "new"])])).Doubles());
    }

    [Fact]
    public void Of_too_many_categories_the_most_frequent_have_a_place_and_of_equal_ones_the_first_by_name()
    {
        string[] names = [.. Enumerable.Range(0, 2002).Reverse().Select(i => $"shop {i:D4}")];
        OneHotEncoding shops = OneHotEncoding.Fit(new TextColumn("shop", [.. names, .. names, "shop 2001"]));
        Assert.True(shops.HasOther);
        Assert.Equal([.. Enumerable.Range(0, 1999).Select(i => $"shop {i:D4}"), "shop 2001"], shops.Categories);
    }

    [Fact]
    public void Where_all_categories_are_rare_each_has_a_place()
    {
        var shops = OneHotEncoding.Fit(new TextColumn("shop", ["c", "a", "b"]));
        Assert.Equal(["a", "b", "c"], shops.Categories);
        Assert.False(shops.HasOther);
    }

    [Fact]
    public void A_missing_text_is_a_category_of_its_own()
    {
        Table table = new([new TextColumn("deck", ["a", null, "a", "b", "b"]),
            new NumericColumn("y", [1, 2, 3, 4, 5])]);
        TableSchema schema = TableSchema.Fit(table, ["deck"], ["y"]);
        Assert.Equal([1.0, 0, 0, 0, 0, 1], schema.EncodeInputs(
            new Table([new TextColumn("deck", ["a", null])])).Doubles());
    }

    [Fact]
    public void A_missing_number_is_the_mean_with_a_flag()
    {
        Table table = new([new NumericColumn("x", [1, double.NaN, 3]), new NumericColumn("y", [1, 2, 3])]);
        TableSchema schema = TableSchema.Fit(table, ["x"], ["y"]);
        Assert.Equal([-1.0, 0, 0, 1, 1, 0], schema.EncodeInputs(table).Doubles());
        // Where no training row had one, the mean alone.
        TableSchema whole = TableSchema.Fit(Animals, ["weight"], ["age"]);
        Assert.Equal([0.0], whole.EncodeInputs(new Table([new NumericColumn("weight", [double.NaN])])).Doubles());
    }

    [Fact]
    public void A_column_that_varies_only_in_what_is_missing_is_an_input()
    {
        Table table = new([new NumericColumn("x", [7, double.NaN, 7]), new NumericColumn("y", [1, 2, 3])]);
        Assert.Equal([0.0, 0, 0, 1, 0, 0], TableSchema.Fit(table, ["x"], ["y"]).EncodeInputs(table).Doubles());
    }

    [Fact]
    public void Of_a_time_the_parts_that_vary_are_inputs_too()
    {
        double monday = (new DateTime(2024, 1, 29) - new DateTime(1970, 1, 1)).TotalDays;
        Table days = new([new NumericColumn("day", [monday, monday + 1, monday + 8]) { IsTime = true },
            new NumericColumn("y", [1, 2, 3])]);
        TableSchema schema = TableSchema.Fit(days, ["day"], ["y"]);
        Assert.Equal([CalendarPart.None, CalendarPart.Month, CalendarPart.Weekday],
            schema.Inputs.Cast<NumericEncoding>().Select(i => i.Part));
        Assert.Equal([0.0, 1, 1], ((NumericEncoding)schema.Inputs[2]).NumbersIn(days));
        Assert.Equal([1.0, 1, 2], ((NumericEncoding)schema.Inputs[1]).NumbersIn(days));
        Assert.Equal(6.5, NumericEncoding.PartOf(monday + 6.5 / 24, CalendarPart.Hour), 1e-9);
        Assert.True(double.IsNaN(NumericEncoding.PartOf(1e300, CalendarPart.Month)));
        // The last tick of the year 9999 is rounded to the year 10000, which no calendar has.
        double end = (DateTime.MaxValue - new DateTime(1970, 1, 1)).TotalDays;
        Assert.True(double.IsNaN(NumericEncoding.PartOf(end, CalendarPart.Month)));
        Assert.Equal(12, NumericEncoding.PartOf(Math.BitDecrement(end), CalendarPart.Month));
    }

    [Fact]
    public void A_time_that_is_missing_has_one_flag_for_all_its_parts()
    {
        Table days = new([new NumericColumn("day", [0, 40, double.NaN, 75]) { IsTime = true },
            new NumericColumn("y", [1, 2, 3, 4])]);
        TableSchema schema = TableSchema.Fit(days, ["day"], ["y"]);
        Assert.Equal([true, false, false], schema.Inputs.Cast<NumericEncoding>().Select(i => i.HasMissing));
        // The flag follows the number; the parts are their means.
        Assert.Equal([0.0, 1, 0, 0], schema.EncodeInputs(days.Select([2])).Doubles());
    }

    [Fact]
    public void The_unit_of_a_target_is_the_deviation_of_what_is_beside_its_point_masses()
    {
        double[] rest = [.. Enumerable.Range(0, 20).Select(i => 100 + 2 * i + 1e-3 * i * i)];
        double[] y = [.. Enumerable.Repeat(0.0, 20), .. rest];
        TargetScaling target = TableSchema.Fit(new Table([new NumericColumn("x", [.. y.Select((_, i) => (double)i)]),
            new NumericColumn("y", y)]), ["x"], ["y"]).Targets[0];
        Assert.Equal([0.0], target.Observation.PointMasses);
        double mean = rest.Average();
        Close.To(mean, target.Origin + target.Mean, 1e-12);
        Close.To(Math.Sqrt(rest.Average(v => (v - mean) * (v - mean))), target.Deviation, 1e-12);
    }

    // What was computed from seconds may be a hair below.
    [Fact]
    public void A_time_a_hair_before_midnight_is_of_the_next_day() => Assert.Equal(
        NumericEncoding.PartOf(1, CalendarPart.Weekday),
        NumericEncoding.PartOf(Math.BitDecrement(1), CalendarPart.Weekday));

    [Fact]
    public void Columns_that_are_missing_constant_or_of_another_kind_are_refused()
    {
        Table constant = new([new NumericColumn("a", [1, 1]), new TextColumn("b", ["x", "x"]),
            new NumericColumn("y", [1, 2])]);
        Assert.Contains("'c'", Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["c"], ["y"])).Message);
        Assert.Contains("'a' is constant",
            Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["a"], ["y"])).Message);
        Assert.Contains("'b' is constant",
            Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["b"], ["y"])).Message);
        Assert.Contains("'b' holds texts",
            Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["y"], ["b"])).Message);
        TableSchema schema = TableSchema.Fit(Animals, ["kind"], ["age"]);
        Assert.Contains("holds numbers",
            Assert.Throws<ArgumentException>(() =>
            schema.EncodeInputs(new Table([new NumericColumn("kind", [1])]))).Message);
    }

    [Fact]
    public void A_table_without_columns_has_no_rows() => Assert.Equal(0, new Table([]).Rows);

    [Fact]
    public void Some_rows_of_a_table_are_a_table_in_the_order_wanted()
    {
        Table some = Animals.Select([2, 0]);
        Assert.Equal(2, some.Rows);
        Assert.Equal([6, 2], some.Numbers("weight"));
        Assert.Equal(["dog", "dog"], Assert.IsType<TextColumn>(some["kind"]).Values);
        Assert.Throws<IndexOutOfRangeException>(() => Animals.Select([3]));
    }

    [Fact]
    public void Columns_of_several_lengths_or_of_one_name_are_no_table()
    {
        Assert.Contains("'b' has 2 rows",
            Assert.Throws<ArgumentException>(() =>
            new Table([new NumericColumn("a", [1, 2, 3]), new NumericColumn("b", [1, 2])])).Message);
        Assert.Contains("'a'",
            Assert.Throws<ArgumentException>(() =>
            new Table([new NumericColumn("a", [1]), new TextColumn("a", ["x"])])).Message);
    }

    private static double[] StandardizedTargets(TableSchema schema)
    {
        var block = new float[Animals.Rows];
        new ScaledTargets(schema, Animals).Fill([.. Enumerable.Range(0, Animals.Rows)], block, Animals.Rows);
        return [.. block.Select(v => (double)v)];
    }
}
