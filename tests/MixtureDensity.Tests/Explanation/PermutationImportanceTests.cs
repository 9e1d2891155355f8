using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Explanation;

public sealed class PermutationImportanceTests(PermutationImportanceTests.Fixture fixture)
    : IClassFixture<PermutationImportanceTests.Fixture>
{
    private const int Rows = 60;

    /// <summary>y depends on x and on the kind; the day is noise.</summary>
    private static Table Data()
    {
        var random = new Random(4);
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        string[] kinds = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(2) == 0 ? "up" : "down")];
        double[] days = [.. Enumerable.Range(0, Rows).Select(_ => 19_000.0 + random.Next(365))];
        double[] y = [.. x.Zip(kinds, (v, k) => 2 * v + (k == "up" ? 1 : -1) + 0.1 * random.NextDouble())];
        return new Table([new NumericColumn("x", x), new TextColumn("kind", kinds),
            new NumericColumn("day", days) { IsTime = true }, new NumericColumn("y", y)]);
    }

    [Fact]
    public void A_column_is_a_group_with_its_parts_of_the_calendar_unless_some_are_named_together()
    {
        Assert.True(fixture.Model.Schema.Inputs.Count(i => i.Name == "day") > 1);
        Assert.Equal([["x"], ["kind"], ["day"]], PermutationImportance.Groups(fixture.Model.Schema, []));
        Assert.Equal([["day", "x"], ["kind"]],
            PermutationImportance.Groups(fixture.Model.Schema, [["day", "x"]]));
        Assert.Throws<ArgumentException>(() => PermutationImportance.Groups(fixture.Model.Schema, [["z"]]));
        Assert.Throws<ArgumentException>(() => PermutationImportance.Groups(fixture.Model.Schema, [["x"], ["x"]]));
    }

    // The mean over all shuffles: each row gets the cells of any row as often.
    [Theory, InlineData("x"), InlineData("kind"), InlineData("day"), InlineData("x", "kind")]
    public void The_importance_is_the_mean_rise_over_all_pairs_of_rows(params string[] columns)
    {
        const int Shuffles = 200;
        Table table = Data();
        int[] own = [.. Enumerable.Range(0, Rows * Rows).Select(i => i / Rows)],
            other = [.. Enumerable.Range(0, Rows * Rows).Select(i => i % Rows)];
        Table pairs = new([.. table.Columns.Select(c => table.Select(columns.Contains(c.Name) ? other : own)[c.Name])]);
        double[] before = Losses(table), after = Losses(pairs);
        double[] rises = [.. own.Select((row, i) => after[i] - before[row])];
        double mean = rises.Average(), deviation = Math.Sqrt(rises.Average(r => (r - mean) * (r - mean)));
        var (loss, importances) = PermutationImportance.Compute(fixture.Model, table, [columns], Shuffles, seed: 9);
        Close.To(before.Average(), loss.Mean, 1e-9);
        Close.To(mean, Assert.Single(importances).Rise.Mean, 0, 5 * deviation / Math.Sqrt((double)Rows * Shuffles));
        // The standard error is that of the rows' own mean rises.
        double[] ofRows = [.. rises.Chunk(Rows).Select(r => r.Average())];
        Close.To(Estimate.From(ofRows).StandardError, importances[0].Rise.StandardError, 0.1);
    }

    // As if a row of weight 3 stood there three times, and gave its cells as often.
    [Theory, InlineData("x"), InlineData("x", "kind")]
    public void Rows_count_and_give_their_cells_by_their_weight(params string[] columns)
    {
        const int Shuffles = 1600;
        Table table = Data();
        // Those of large x weigh more, so that it matters whose cells are drawn.
        double[] weights = [.. table.Numbers("x").Select((x, row) => row % 5 == 0 ? 0 : x > 0.6 ? 3 : 1.0)];
        int[] often = [.. Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Repeat(row, (int)weights[row]))];
        Table repeated = table.Select(often);
        double[] before = Losses(table);
        double[] rises = [.. Enumerable.Range(0, Rows).Select(row =>
        {
            Table own = table.Select([.. often.Select(_ => row)]);
            return Losses(new Table([.. own.Columns.Select(c => columns.Contains(c.Name) ? repeated[c.Name] : c)]))
                .Average() - before[row];
        })];
        // No model can say anything of this row, which counts for nothing.
        table.Numbers("x")[5] = 1e90;
        (before[5], rises[5]) = (double.NaN, double.NaN);

        var (loss, importances) = PermutationImportance.Compute(fixture.Model,
            new Table([.. table.Columns, new NumericColumn("w", [.. weights.Select(w => 0.25 * w)])]), [columns],
            Shuffles, seed: 9, "w");
        Estimate expected = Estimate.From(rises, weights);
        Close.To(Estimate.From(before, weights).Mean, loss.Mean, 1e-9);
        Close.To(expected.Mean, Assert.Single(importances).Rise.Mean, 0.02);
        Close.To(expected.StandardError, importances[0].Rise.StandardError, 0.1);
    }

    [Fact]
    public void What_matters_stands_out_and_the_seed_decides()
    {
        var (_, a) = Compute(1);
        var (_, b) = Compute(1);
        var (_, c) = Compute(2);
        Assert.Equal(a.Select(i => i.Rise), b.Select(i => i.Rise));
        Assert.NotEqual(a.Select(i => i.Rise), c.Select(i => i.Rise));
        Assert.True(a[1].Rise.Mean > 5 * a[1].Rise.StandardError);
        Assert.True(a[1].Rise.Mean > 10 * Math.Abs(a[2].Rise.Mean));

        (Estimate, IReadOnlyList<InputImportance>) Compute(int seed) => PermutationImportance.Compute(
            fixture.Model, Data(), PermutationImportance.Groups(fixture.Model.Schema, []), 5, seed);
    }

    [Fact]
    public void A_row_that_is_impossible_counts_as_no_rise()
    {
        using DensityModel bounded = ModelTrainer.Fit(Data(), ["x", "kind", "day"], ["y"], new ModelOptions
        {
            Architectures = [new([8])], Refits = 0, Components = 1, Folds = 2, Lower = -5,
            Training = new TrainingOptions { Steps = 20 },
        }).Model;
        Table table = Data();
        table.Numbers("y")[17] = -6;
        var (loss, importances) = PermutationImportance.Compute(bounded, table, [["x"], ["kind"]], 3, seed: 1);
        Assert.Equal(double.PositiveInfinity, loss.Mean);
        Assert.All(importances, i => Assert.True(double.IsFinite(i.Rise.Mean) && i.Rise.StandardError > 0));
    }

    [Fact]
    public void A_row_without_a_target_is_named()
    {
        Table table = Data();
        table.Numbers("y")[17] = double.NaN;
        Assert.Contains("'y' is NaN in row 17", Assert.Throws<ArgumentException>(() =>
            PermutationImportance.Compute(fixture.Model, table, [["x"]], 1, 1)).Message);
    }

    [Fact]
    public void A_row_that_is_too_far_away_is_named()
    {
        Table table = Data();
        table.Numbers("x")[17] = 1e90;
        RowException e = Assert.Throws<RowException>(() =>
            PermutationImportance.Compute(fixture.Model, table, [["x"]], 1, 1));
        Assert.Equal(17, e.Row);
    }

    private double[] Losses(Table table)
    {
        MixtureBatch batch = fixture.Model.Predict(table);
        return [.. table.Numbers("y").Select((y, row) => -batch.LogDensity(row, [y]))];
    }

    public sealed class Fixture : IDisposable
    {
        public DensityModel Model { get; } = ModelTrainer.Fit(Data(), ["x", "kind", "day"], ["y"], new ModelOptions
        {
            Architectures = [new([8])],
            Refits = 0,
            Components = 1,
            Folds = 2,
            Training = new TrainingOptions { Steps = 150, LearningRate = 0.02 },
        }).Model;

        public void Dispose() => Model.Dispose();
    }
}
