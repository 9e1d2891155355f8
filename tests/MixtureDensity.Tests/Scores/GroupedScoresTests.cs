using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Scores;

/// <summary>Standard errors where the rows of a group depend on each other.</summary>
public sealed class GroupedScoresTests
{
    [Theory, InlineData(1), InlineData(5)]
    public void Copies_make_nothing_more_certain(int copies)
    {
        double[] values = [0.3, -1.2, 2.5, 0.9, 4, -0.1];
        double[] all = [.. values.SelectMany(v => Enumerable.Repeat(v, copies))];
        int[] groups = [.. all.Select((_, row) => row / copies)];
        Estimate expected = Estimate.From(values), actual = Estimate.From(all, groups: groups);
        Close.To(expected.Mean, actual.Mean, 1e-12);
        Close.To(expected.StandardError, actual.StandardError, 1e-12);
    }

    [Fact]
    public void Rows_of_a_group_count_as_one_of_their_weight_and_mean()
    {
        double[] values = [1, 3, 2, 7, 5], weights = [1e300, 3e300, 2e300, 0, 4e300];
        Estimate expected = Estimate.From([2.5, 2, 5], [4, 2, 4]);
        Estimate actual = Estimate.From(values, weights, [8, 8, -1, 8, 3]);
        Close.To(expected.Mean, actual.Mean, 1e-12);
        Close.To(expected.StandardError, actual.StandardError, 1e-12);
    }

    [Fact]
    public void Of_one_group_nothing_is_known() =>
        Assert.Equal(double.NaN, Estimate.From([1, 2, 4], groups: [0, 0, 0]).StandardError);

    // Groups of unequal size with a level of their own.
    [Fact]
    public void It_is_the_deviation_of_the_mean_over_many_samples_of_groups()
    {
        const int Samples = 4000, Seed = 5;
        var random = new Random(Seed);
        Estimate[] samples = [.. Enumerable.Range(0, Samples).Select(_ =>
        {
            List<double> values = [];
            List<int> groups = [];
            for (int group = 0; group < 60; group++)
            {
                double level = random.NextDouble();
                for (int row = random.Next(1, 9); row > 0; row--)
                {
                    values.Add(level + 0.5 * random.NextDouble());
                    groups.Add(group);
                }
            }
            return Estimate.From(values, groups: groups);
        })];
        double deviation = Math.Sqrt(samples.Average(s => Math.Pow(s.Mean - 0.75, 2)));
        // 4,000 squares tell the deviation to a 90th.
        Close.To(deviation, samples.Average(s => s.StandardError), 0.05, 0, $"seed {Seed}");
    }

    [Fact]
    public void The_scores_of_a_fit_count_the_groups_and_not_the_rows()
    {
        const int Groups = 40, Copies = 5;
        var random = new Random(1);
        double[] xs = [.. Enumerable.Range(0, Groups).Select(_ => random.NextDouble())];
        double[] ys = [.. xs.Select(x => x + random.NextDouble())];
        int[] rows = [.. Enumerable.Range(0, Groups * Copies).Select(row => row % Groups)];
        var table = new Table([new NumericColumn("x", xs), new NumericColumn("y", ys),
            new TextColumn("patient", [.. xs.Select((_, i) => $"{i}")])]).Select(rows);
        var options = new ModelOptions
        {
            Architectures = [new([4])], Components = 1, Folds = 2, Refits = 0, FindObservation = false,
            Training = new TrainingOptions { Steps = 50 },
        };
        // Without a name for the groups, equal rows make the same folds and count as independent.
        ModelFit ofRows = ModelTrainer.Fit(table, ["x"], ["y"], options),
            ofGroups = ModelTrainer.Fit(table, ["x"], ["y"], options with { GroupColumn = "patient" });
        ofRows.Model.Dispose();
        ofGroups.Model.Dispose();

        // s²/n of n groups, beside that of as many copies of each.
        double larger = Math.Sqrt((Copies * Groups - 1.0) / (Groups - 1));
        foreach (var (rowsAlone, groups) in Estimates(ofRows).Zip(Estimates(ofGroups)))
        {
            Close.To(rowsAlone.Mean, groups.Mean, 1e-12);
            Close.To(larger * rowsAlone.StandardError, groups.StandardError, 1e-9);
        }
        TargetEvaluation y = ofGroups.OutOfFold!.Targets[0];
        double inside = y.Coverage(0.5).Mean;
        Assert.InRange(inside, 0.1, 0.9);
        Close.To(Math.Sqrt(inside * (1 - inside) / (Groups - 1)), y.Coverage(0.5).StandardError, 1e-12);
        Close.To(Math.Sqrt(0.25 / (Groups - 1)), y.ErrorIfCalibrated(0.5), 1e-9);
        Close.To(Math.Sqrt(0.25 / (Groups * Copies)), ofRows.OutOfFold!.Targets[0].ErrorIfCalibrated(0.5), 1e-12);

        static IEnumerable<Estimate> Estimates(ModelFit fit) =>
        [
            fit.OutOfFold!.NegativeLogLikelihood, fit.OutOfFold.Targets[0].Crps, fit.OutOfFold.Targets[0].Rmse,
            .. fit.Baselines.SelectMany(b => new[] { b.NegativeLogLikelihood, b.Difference }),
        ];
    }
}
