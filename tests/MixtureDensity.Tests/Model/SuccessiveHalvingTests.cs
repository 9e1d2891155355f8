using System.Runtime.CompilerServices;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

/// <summary>Which architectures are trained to the end.</summary>
public sealed class SuccessiveHalvingTests
{
    private static readonly ModelOptions Options = new()
    {
        Architectures = [new([16])], Components = 2, Folds = 4, Refits = 0,
            Training = new TrainingOptions { Steps = 600, LearningRate = 0.01 },
    };

    /// <summary>y = x ± 1 or, with one hump, y = x, with noise.</summary>
    private static Table Data(bool hasTwoHumps)
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        double[] y = [.. x.Select(v =>
            v + (hasTwoHumps ? 2 * random.Next(2) - 1 : 0)
            + 0.1 * (random.NextDouble() + random.NextDouble() + random.NextDouble()))];
        return new Table([new NumericColumn("x", x), new NumericColumn("y", y)]);
    }

    private static ModelFit Fit(Table table)
    {
        ModelFit fit = ModelTrainer.Fit(table, ["x"], ["y"], Options);
        fit.Model.Dispose();
        return fit;
    }

    [Fact]
    public void An_architecture_that_cannot_win_is_stopped_early_and_reported_as_such()
    {
        ModelFit fit = Fit(Data(hasTwoHumps: true));
        Assert.Equal("hidden 16", fit.Architecture);
        Baseline gaussian = fit.Baselines[^1];
        Assert.EndsWith("Gaussian networks (2 of 4 folds)", gaussian.Name);
        Assert.True(gaussian.NegativeLogLikelihood.Mean > fit.OutOfFold!.NegativeLogLikelihood.Mean + 0.3);
    }

    [Fact]
    public void An_architecture_that_was_stopped_early_is_not_what_an_interrupted_fit_returns()
    {
        using var stop = new CancellationTokenSource();
        int inARow = 0;
        // The first comparison, which depends on losses alone, stops the Gaussian. Until then each of the two reports
        // six times at most: twelve reports in a row come after it, and long before the end.
        ModelFit fit = ModelTrainer.Fit(Data(hasTwoHumps: true), ["x"], ["y"],
            Options with { Training = Options.Training with { Steps = 20_000 } },
            new Log<ModelProgress>(p =>
            {
                inARow = p.Architecture.EndsWith("one Gaussian") ? 0 : inARow + 1;
                if (inARow == 12)
                    stop.Cancel();
            }), stop.Token);
        using DensityModel model = fit.Model;
        Assert.True(model.Training.WasCancelled);
        Assert.Equal("hidden 16", fit.Architecture);
    }

    [Fact]
    public void Architectures_as_good_as_each_other_are_trained_in_all_folds()
    {
        ModelFit fit = Fit(Data(hasTwoHumps: false));
        Assert.EndsWith("Gaussian networks", fit.Baselines[^1].Name);
        Assert.Equal(4, fit.Curves.Count);
    }

    [Fact]
    public void The_winner_has_a_network_for_each_fold_and_every_row_is_scored()
    {
        ModelFit fit = Fit(Data(hasTwoHumps: true));
        Assert.Equal(4, fit.Curves.Count);
        Assert.Equal(400, fit.OutOfFold!.Rows);
        Assert.Equal(400, fit.OutOfFold.Targets[0].Pit.Count);
    }

    [Fact]
    public void A_loss_that_still_falls_fast_half_way_gets_up_to_four_times_the_steps()
    {
        // Nothing but the curve: every further step makes it sharper.
        double[] x = [.. Enumerable.Range(0, 400).Select(i => i / 400.0)];
        var table = new Table([new NumericColumn("x", x), new NumericColumn("y", [.. x.Select(v => v * (1 - v))])]);
        Assert.Equal(4 * 400, Steps(table, new TrainingOptions { Effort = 0.1, EmaDecay = 0.9 }));
        // A maximum by hand is one.
        Assert.Equal(400, Steps(table, new TrainingOptions { Steps = 400, EmaDecay = 0.9 }));
        // Noise has nothing more to learn.
        Assert.InRange(Steps(Data(hasTwoHumps: false), new TrainingOptions { Effort = 0.1, EmaDecay = 0.9 }), 1, 400);

        static int Steps(Table table, TrainingOptions training)
        {
            ModelFit fit = ModelTrainer.Fit(table, ["x"], ["y"],
                Options with { Architectures = [new([32, 32])], Components = 1, Training = training });
            fit.Model.Dispose();
            return fit.Curves.Max(c => c[^1].Step);
        }
    }

    [Fact]
    public void The_loss_of_an_architecture_is_a_mean_over_rows_and_not_over_folds()
    {
        using CrossValidation candidate = WithFolds(
            (1, new TrainingResult(1, 10, [], false)), (3, new TrainingResult(1, 2, [], false)));
        Assert.Equal(4 + candidate.LossOfUnits, candidate.OutOfFoldLoss, 1e-12);
        // Whoever is dropped is dropped by the same.
        var (mean, rows) = LossOf(null, candidate, []);
        Assert.Equal(4 + candidate.LossOfUnits, mean, 1e-12);
        Assert.Equal(4, rows);
    }

    [Fact]
    public void Where_rows_have_weights_the_loss_of_an_architecture_is_their_weighted_mean()
    {
        // A row of weight 6, and three of weight 1.
        using CrossValidation candidate = WithFolds([6, 1, 1, 1],
            (1, new TrainingResult(1, 10, [], false)), (3, new TrainingResult(1, 4, [], false)));
        Assert.Equal((6 * 10 + 3 * 4) / 9.0 + candidate.LossOfUnits, candidate.OutOfFoldLoss, 1e-12);
        Assert.Equal(candidate.OutOfFoldLoss, LossOf(null, candidate, []).Mean, 1e-12);
    }

    [Fact]
    public void Rows_of_unequal_weight_are_as_certain_as_fewer_equal_ones()
    {
        // Kish's effective number of all six rows, 12²/30; both folds have the same mix.
        using CrossValidation candidate = WithFolds([3, 1, 3, 1, 3, 1],
            (2, new TrainingResult(1, 0, [], false)), (4, new TrainingResult(1, 0, [], false)));
        Assert.Equal(4.8, LossOf(null, candidate, []).EffectiveRows, 1e-12);
    }

    [Fact]
    public void Networks_on_all_rows_are_trained_for_as_long_as_those_of_the_folds_were_best_on_average()
    {
        // Of 100 steps 10 and 40.
        using CrossValidation candidate = WithFolds(
            (1, new TrainingResult(10, 0, [], false)), (3, new TrainingResult(40, 0, [], false)));
        ModelOptions options = Options with { Training = new TrainingOptions { Steps = 100 } };
        Assert.Equal(0.25, candidate.RefitFraction(options), 1e-12);
    }

    /// <summary>Folds with so many rows each, and how the networks without them were trained.</summary>
    private static CrossValidation WithFolds(params (int Rows, TrainingResult Result)[] folds) =>
        WithFolds(null, folds);

    private static CrossValidation WithFolds(double[]? weights, params (int Rows, TrainingResult Result)[] folds)
    {
        Table table = Data(hasTwoHumps: false);
        TableSchema schema = TableSchema.Fit(table, ["x"], ["y"]);
        EncodedTable x = new(schema, table);
        ScaledTargets y = new(schema, table);
        var candidate = new CrossValidation(new([4]), 1, schema, x, y);
        int first = 0;
        for (int fold = 0; fold < folds.Length; first += folds[fold++].Rows)
        {
            int[] rows = [.. Enumerable.Range(first, folds[fold].Rows)];
            candidate.Add(new FoldNetwork(fold, new MixtureDensityNetwork(1, [4], 1), 4 - folds[fold].Rows,
                new RowSet<float>(x, y, rows) { Weights = weights }, folds[fold].Result));
        }
        return candidate;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern (double Mean, double EffectiveRows) LossOf(
        SuccessiveHalving? halving, CrossValidation candidate, List<FoldRun> runs);
}
