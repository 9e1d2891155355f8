namespace MixtureDensity.Tests.Model;

/// <summary>Which out-of-fold rows lie beyond the training rows of their network.</summary>
public sealed class FoldCoverageTests
{
    private const int Rows = 48;

    private static readonly ModelOptions Brief = new()
    {
        Architectures = [new([4])], Refits = 0, Components = 1, Folds = 3,
        Training = new TrainingOptions { Steps = 2 },
    };

    // Whole numbers with ties, some missing; a text that is frequent, rare or unique.
    private static readonly Table Data = new([
        new NumericColumn("n", [.. Enumerable.Range(0, Rows).Select(i => i % 7 == 3 ? double.NaN : i * i % 101)]),
        new NumericColumn("day", [.. Enumerable.Range(0, Rows).Select(i => 18000.0 + i)]) { IsTime = true },
        new TextColumn("text",
            [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? null : i < 40 ? $"{i % 3}" : $"{i}")]),
        new NumericColumn("y", [.. Enumerable.Range(0, Rows).Select(i => Math.Sin(i))]),
    ]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_row_counts_if_no_training_row_is_as_low_or_none_as_high_or_none_has_its_text(int seed)
    {
        Folds folds = Folds.Split(Data, ["n", "day", "text"], ["y"], Brief with { Seed = seed });
        var counted = FoldCoverage.Count(Data, TableSchema.Fit(Data, ["n", "day", "text"], ["y"]), folds.Each);

        (string, int)[] expected = [("n", Beyond("n")), ("day", Beyond("day")), ("text", Unknown())];
        Assert.Equal(expected.Where(e => e.Item2 > 0),
            counted.Select(c => (c.Input.Name, (int)c.Rows)));

        int Beyond(string name)
        {
            double[] v = Data.Numbers(name);
            return folds.Each.Sum(fold => fold.Validation.Count(row => !double.IsNaN(v[row])
                && (!fold.Training.Any(other => v[other] <= v[row]) || !fold.Training.Any(o => v[o] >= v[row]))));
        }

        int Unknown() => folds.Each.Sum(fold => fold.Validation.Count(row => Data.Texts("text")[row] is { } text
            && fold.Training.All(other => Data.Texts("text")[other] != text)));
    }

    [Fact]
    public void A_number_is_uncovered_where_all_training_rows_of_its_network_miss_it()
    {
        double[] late = [.. Enumerable.Range(0, Rows).Select(i => i < Rows / 2 ? double.NaN : i % 5)];
        var table = new Table([Data["day"], new NumericColumn("late", late), Data["y"]]);
        Fold fold = new([.. Enumerable.Range(0, Rows / 2)], [.. Enumerable.Range(Rows / 2, Rows / 2)]);
        UncoveredInput only = Assert.Single(FoldCoverage.Count(table, TableSchema.Fit(table, ["late"], ["y"]), [fold]));
        Assert.Equal(("late", Rows / 2), (only.Input.Name, (int)only.Rows));
    }

    [Fact]
    public void A_trend_in_time_is_an_extrapolation_in_every_scored_row_and_the_time_itself_is_not_counted()
    {
        double[] trend = [.. Enumerable.Range(0, Rows).Select(i => 2.0 * i)];
        var table = new Table([Data["day"], new NumericColumn("trend", trend), Data["y"]]);
        ModelFit fit = ModelTrainer.Fit(table, ["day", "trend"], ["y"], Brief with { TimeColumn = "day" });
        using DensityModel model = fit.Model;

        Assert.Equal([("trend", fit.OutOfFold!.Rows)], fit.Uncovered.Select(u => (u.Input.Name, (int)u.Rows)));
    }
}
