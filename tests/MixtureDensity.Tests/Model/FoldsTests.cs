using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

public sealed class FoldsTests
{
    private static Folds Split(Table table, ModelOptions options) => Folds.Split(table, ["x"], [], options);

    private static Table Different(int rows) =>
        new([new NumericColumn("x", [.. Enumerable.Range(0, rows).Select(i => (double)i)])]);

    [Theory, InlineData(20, 2), InlineData(23, 5), InlineData(7, 7)]
    public void Every_row_is_validated_once_and_trained_on_in_all_other_folds(int rows, int count)
    {
        Folds folds = Split(Different(rows), new ModelOptions { Folds = count, Seed = 3 });
        Assert.Equal("Random folds.", folds.Scheme);
        Assert.Equal(count, folds.Each.Count);
        Assert.Equal(Enumerable.Range(0, rows), folds.Each.SelectMany(f => f.Validation).Order());
        Assert.All(folds.Each, fold =>
        {
            Assert.InRange(fold.Validation.Length, rows / count, rows / count + 1);
            Assert.Equal(Enumerable.Range(0, rows), fold.Training.Concat(fold.Validation).Order());
        });
    }

    [Theory, InlineData(0.2, 20), InlineData(0.001, 1), InlineData(0.5, 50)]
    public void Rows_are_held_out_at_random(double fraction, int count)
    {
        Fold Spare(int seed) =>
            Folds.HoldOut(Different(100), new ModelOptions { CalibrationFraction = fraction, Seed = seed });
        Fold parts = Spare(1);
        Assert.Equal(count, parts.Validation.Length);
        Assert.Equal(Enumerable.Range(0, 100), parts.Training.Concat(parts.Validation).Order());
        Assert.Equal(parts.Validation, Spare(1).Validation);
        Assert.NotEqual(parts.Validation, Spare(2).Validation);
    }

    [Fact]
    public void Whole_groups_or_the_latest_rows_are_held_out()
    {
        double[] shops = [.. Enumerable.Range(0, 100).Select(i => (double)(i % 7))];
        double[] days = [.. Enumerable.Range(0, 100).Select(i => (double)(i * 37 % 100 / 2))];
        var table = new Table([new NumericColumn("shop", shops), new NumericColumn("day", days)]);
        var options = new ModelOptions { CalibrationFraction = 0.3 };
        Fold groups = Folds.HoldOut(table, options with { GroupColumn = "shop" });
        Assert.Empty(groups.Training.Select(r => shops[r]).Intersect(groups.Validation.Select(r => shops[r])));
        Assert.InRange(groups.Validation.Length, 20, 40);
        Fold time = Folds.HoldOut(table, options with { TimeColumn = "day" });
        Assert.True(time.Training.Max(r => days[r]) < time.Validation.Min(r => days[r]));
        Assert.Equal(30, time.Validation.Length);
    }

    // Ten groups of ten rows: the fraction is met as closely as they allow.
    [Theory, InlineData(0.23, 20), InlineData(0.27, 30)]
    public void As_many_whole_groups_are_held_out_as_come_nearest_to_the_fraction(double fraction, int count)
    {
        var table = new Table([new NumericColumn("x", [.. Enumerable.Range(0, 100).Select(i => (double)(i % 10))])]);
        var options = new ModelOptions { CalibrationFraction = fraction };
        Assert.Equal(count, Folds.HoldOut(table, options with { GroupColumn = "x" }).Validation.Length);
        Assert.Equal(count, Folds.HoldOut(table, options with { TimeColumn = "x" }).Validation.Length);
    }

    // Groups of 80, 10 and 10 rows: the first by chance may be the largest.
    [Theory, InlineData(0.1, 10), InlineData(0.04, 10)]
    public void A_group_that_is_much_larger_than_the_fraction_is_not_held_out(double fraction, int count)
    {
        var table = new Table([new NumericColumn("x",
            [.. Enumerable.Range(0, 100).Select(i => i < 80 ? 0 : i < 90 ? 1 : 2.0)])]);
        Assert.All(Enumerable.Range(1, 20), seed => Assert.Equal(count, Folds.HoldOut(table, new ModelOptions
        {
            CalibrationFraction = fraction, GroupColumn = "x", Seed = seed,
        }).Validation.Length));
    }

    [Fact]
    public void Too_few_rows_may_be_left_to_learn_from() => Assert.Throws<FoldsException>(() =>
        Folds.HoldOut(Different(12), new ModelOptions { CalibrationFraction = 0.5 }));

    [Fact]
    public void The_seed_decides()
    {
        int[][] Validation(int seed) =>
            [.. Split(Different(50), new ModelOptions { Seed = seed }).Each.Select(f => f.Validation)];
        Assert.Equal(Validation(1), Validation(1));
        Assert.NotEqual(Validation(1), Validation(2));
    }

    [Theory, InlineData(null, 2), InlineData(1, 1), InlineData(0, 0)]
    public void Refits_leave_out_folds_of_a_second_division(int? refits, int count)
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => (double)(i / 3))];
        Folds folds = Split(new Table([new NumericColumn("x", values)]), new ModelOptions { Refits = refits });
        Assert.Equal(count, folds.Repeated.Count);
        Assert.All(folds.Repeated, fold =>
        {
            Assert.Equal(12, fold.Validation.Length);
            Assert.Equal(Enumerable.Range(0, 60), fold.Training.Concat(fold.Validation).Order());
            Assert.Empty(fold.Training.Select(r => values[r]).Intersect(fold.Validation.Select(r => values[r])));
            Assert.DoesNotContain(folds.Each, other => other.Validation.SequenceEqual(fold.Validation));
        });
        Assert.Distinct(folds.Repeated.SelectMany(fold => fold.Validation));
    }

    [Fact]
    public void Without_random_folds_or_temperatures_no_refit_leaves_out_a_fold()
    {
        Table table = Different(60);
        Assert.Empty(Split(table, new ModelOptions { TimeColumn = "x" }).Repeated);
        Assert.Empty(Split(table, new ModelOptions { Training = new() { TemperatureScaling = false } }).Repeated);
    }

    [Fact]
    public void Equal_rows_stay_in_one_fold() =>
        Gen.Select(Gen.Int[0, 30].Array[60, 120], Gen.Int[0, 2].Array[120], Gen.Int[0, 100]).Check((a, b, seed) =>
        {
            var table = new Table(
            [
                new NumericColumn("a", [.. a.Select(v => (double)v)]),
                new TextColumn("b", [.. a.Select((_, i) => $"{b[i]}")]),
            ]);
            int[] keys = [.. a.Select((v, i) => 10 * v + b[i])];
            int distinct = keys.Distinct().Count();
            if (distinct < 5)
                return;
            Folds folds = Folds.Split(table, ["a"], ["b"], new ModelOptions { Seed = seed });
            foreach (Fold fold in folds.Each)
                Assert.Empty(fold.Training
                    .Select(row => keys[row]).Intersect(fold.Validation.Select(row => keys[row])));
            Assert.Equal(Enumerable.Range(0, a.Length), folds.Each.SelectMany(f => f.Validation).Order());
            if (distinct < a.Length)
                Assert.Contains(a.Length - distinct == 1 ? $"1 of the {a.Length} rows repeats another."
                    : $"{a.Length - distinct} of the {a.Length} rows repeat others.", folds.Scheme);
        });

    // As zeros of few categories are: a network without all zeros of one would learn that it has none.
    [Theory, InlineData(20, true), InlineData(19, false)]
    public void Equal_rows_are_no_copies_where_inputs_and_targets_are_common(int ofInput, bool isSpread)
    {
        string[] inputs = [.. Enumerable.Range(0, 10 * ofInput).Select(i => $"category {i % 10}")];
        double[] targets = [.. inputs.Select((_, i) => i / 10 % 2 == 0 ? 0.0 : i)];
        var table = new Table([new TextColumn("x", inputs), new NumericColumn("y", targets)]);
        Folds folds = Folds.Split(table, ["x"], ["y"], new ModelOptions());
        bool[] areTogether = [.. Enumerable.Range(0, 10).Select(category =>
            folds.Each.Count(f => f.Validation.Any(row => targets[row] == 0 && row % 10 == category)) == 1)];
        Assert.All(areTogether, isTogether => Assert.Equal(!isSpread, isTogether));
        Assert.Equal(isSpread, folds.Scheme == "Random folds.");
    }

    [Fact]
    public void Groups_stay_in_one_fold_and_folds_are_of_nearly_equal_size()
    {
        string[] shops = [.. Enumerable.Range(0, 200).Select(i => $"shop {i % 40}")];
        var table = new Table([.. Different(200).Columns, new TextColumn("shop", shops)]);
        Folds folds = Split(table, new ModelOptions { GroupColumn = "shop" });
        Assert.Equal("Random folds that keep the 40 groups of 'shop' together; standard errors are over groups.",
            folds.Scheme);
        Assert.All(folds.Each, fold =>
        {
            Assert.Equal(40, fold.Validation.Length);
            Assert.Empty(fold.Training.Select(row => shops[row]).Intersect(fold.Validation.Select(row => shops[row])));
        });
    }

    // Half a fold of equal rows that comes last would make its fold half as large again.
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Folds_are_of_nearly_equal_size_with_large_groups_too(int seed)
    {
        int[] sizes = [95, 60, 60, 30, 30, 30, .. Enumerable.Repeat(1, 195)];
        double[] values = [.. sizes.SelectMany((size, group) => Enumerable.Repeat((double)group, size))];
        Folds folds = Split(new Table([new NumericColumn("x", values)]), new ModelOptions { Seed = seed });
        Assert.All(folds.Each, fold => Assert.Equal(values.Length / 5, fold.Validation.Length));
    }

    [Fact]
    public void In_order_of_time_a_network_is_validated_on_later_rows_only() =>
        Gen.Int[0, 200].Array[60, 150].Check(times =>
        {
            var table = new Table([new NumericColumn("x", [.. times.Select(t => (double)t)])]);
            Folds folds = Split(table, new ModelOptions { TimeColumn = "x" });
            Assert.Equal(5, folds.Each.Count);
            int last = -1;
            foreach (Fold fold in folds.Each)
            {
                Assert.True(fold.Training.Length > last);
                last = fold.Training.Length;
                Assert.True(fold.Training.Max(row => times[row]) < fold.Validation.Min(row => times[row]));
            }
            Assert.Equal(Enumerable.Range(0, times.Length),
                folds.Each[^1].Training.Concat(folds.Each[^1].Validation).Order());
        });

    [Fact]
    public void Dates_that_are_texts_are_in_order_too()
    {
        string[] days = [.. Enumerable.Range(1, 28).Select(day => $"2026-02-{29 - day:00}")];
        Folds folds = Split(new Table([new TextColumn("x", days)]), new ModelOptions { TimeColumn = "x", Folds = 2 });
        Assert.All(folds.Each, fold => Assert.True(
            string.CompareOrdinal(fold.Training.Max(row => days[row]), fold.Validation.Min(row => days[row])) < 0));
    }

    [Fact]
    public void Too_few_different_rows_groups_or_times_are_refused()
    {
        Table same = new([new NumericColumn("x", [.. Enumerable.Range(0, 40).Select(i => (double)(i % 4))])]);
        Assert.Contains("4 different rows",
            Assert.Throws<FoldsException>(() => Split(same, new ModelOptions())).Message);
        Assert.Contains("'x' has 4 groups", Assert.Throws<FoldsException>(
            () => Split(same, new ModelOptions { GroupColumn = "x" })).Message);
        Assert.Contains("'x' has too few different times", Assert.Throws<FoldsException>(
            () => Split(same, new ModelOptions { TimeColumn = "x" })).Message);
        Assert.Throws<ArgumentException>(() => Split(same, new ModelOptions { GroupColumn = "x", TimeColumn = "x" }));
    }
}
