using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

/// <summary>Which network sees which rows.</summary>
public sealed class OutOfFoldTests
{
    private const int Rows = 60;

    // With one Gaussian there is nothing to choose between, and over so few steps the last is the best. A temperature
    // is two numbers that a network has of the rows of its fold.
    private static readonly ModelOptions Brief =
        new() { Architectures = [new([8])], Refits = 0, Components = 1, Folds = 3, Seed = 4,
        Training = new TrainingOptions { Steps = 5, TemperatureScaling = false } };

    private static readonly int[][] Parts =
        [.. Folds.Split(Data(Targets), ["x"], ["y"], Brief).Each.Select(fold => fold.Validation)];

    // Whole numbers, so that their sums are exact in any order.
    private static double[] Targets => [.. Enumerable.Range(0, Rows).Select(i => 3.0 * i + i * i % 7)];

    private static ModelFit Fit(double[] targets) => ModelTrainer.Fit(Data(targets), ["x"], ["y"], Brief);

    private static Table Data(double[] targets) =>
        new([new NumericColumn("x", [.. Enumerable.Range(0, Rows).Select(i => (double)i)]),
        new NumericColumn("y", targets)]);

    private static double[] Weights(MixtureDensityNetwork network) =>
        [.. network.parameters().SelectMany(p => p.Doubles())];

    [Fact]
    public void No_network_learns_from_the_rows_that_it_is_scored_on()
    {
        using DensityModel model = Fit(Targets).Model;
        for (int fold = 0; fold < Brief.Folds; fold++)
        {
            // Two of its rows change places, which changes neither the mean nor the deviation of all.
            double[] changed = Targets;
            int a = Parts[fold][0], b = Parts[fold][^1];
            (changed[a], changed[b]) = (changed[b], changed[a]);
            using DensityModel other = Fit(changed).Model;
            for (int network = 0; network < Brief.Folds; network++)
                Assert.Equal(network == fold,
                    Weights(model.Networks[network]).SequenceEqual(Weights(other.Networks[network])));
        }
    }

    [Fact]
    public void Every_row_is_scored_by_the_network_that_did_not_learn_from_it()
    {
        ModelFit fit = Fit(Targets);
        using DensityModel model = fit.Model;
        double[][] losses = [.. model.Networks.Select(n =>
        {
            MixtureBatch alone = new DensityModel(model.Schema, [n], model.Training).Predict(Data(Targets));
            return Enumerable.Range(0, Rows).Select(row => -alone.LogDensity(row, [Targets[row]])).ToArray();
        })];
        double[] heldOut = [.. Parts.SelectMany((rows, fold) => rows.Select(row => losses[fold][row]))];
        Close.To(heldOut.Average(), fit.OutOfFold!.NegativeLogLikelihood.Mean, 1e-6);
        Assert.Equal(Rows, heldOut.Length);
    }

    // The kernels on a coarse grid are as narrow as they may be.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_line_and_the_marginal_distribution_are_scored_on_the_same_rows_as_the_model(bool isCoarse)
    {
        double[] targets = isCoarse ? [.. Enumerable.Range(0, Rows).Select(i => 100.0 * (1 + i * i % 3))]
            : [.. Targets.Select(t => t + 1)];
        ModelFit fit = Fit(targets);
        TableSchema schema = fit.Model.Schema;
        IReadOnlyList<MixtureDensityNetwork> networks = fit.Model.Networks;
        Tensor x = schema.EncodeInputs(Data(targets)), y = schema.TargetValues(Data(targets));
        double line = 0, marginal = 0, spacing = schema.Targets[0].Observation.Spacing;
        List<double> differences = [];
        double LogOfCell(ScalarDistribution p, double value) =>
            Math.Log(p.Probability(value - spacing / 2, value + spacing / 2) / spacing);
        foreach (int[] part in Parts)
        {
            Tensor rest = tensor([.. Enumerable.Range(0, Rows).Except(part)]), rows = tensor(part);
            var regression = new LinearGaussian(x.index_select(0, rest), y.index_select(0, rest));
            MixtureBatch lines = regression.Predict(x.index_select(0, rows)).ToBatch();
            ScalarDistribution density = KernelDensity.Fit(y.index_select(0, rest),
                tensor(0.5 * spacing, ScalarType.Float64).reshape(1)).ToBatch().Marginal(0);
            MixtureBatch ofModel = new DensityModel(
                schema, [networks[differences.Count / part.Length]], fit.Model.Training).Predict(Data(targets));
            for (int i = 0; i < part.Length; i++)
            {
                double ofLine = LogOfCell(lines.Marginal(i), targets[part[i]]);
                line -= ofLine;
                marginal -= LogOfCell(density, targets[part[i]]);
                differences.Add(ofModel.LogDensity(part[i], [targets[part[i]]]) - ofLine);
            }
        }
        Close.To(marginal / Rows, fit.Baselines[0].NegativeLogLikelihood.Mean, 1e-6);
        Close.To(line / Rows, fit.Baselines[1].NegativeLogLikelihood.Mean, 1e-6);
        var difference = Estimate.From(differences);
        Close.To(difference.Mean, fit.Baselines[1].Difference.Mean, 1e-5);
        Close.To(difference.StandardError, fit.Baselines[1].Difference.StandardError, 1e-5);
        fit.Model.Dispose();
    }

    [Fact]
    public void No_value_is_impossible_though_all_rows_before_it_were_point_masses()
    {
        var random = new Random(1);
        double[] days = [.. Enumerable.Range(0, 600).Select(i => (double)i)];
        // Until day 110 the target has two values, and any later.
        double[] y = [.. days.Select(day => day < 110 || random.Next(3) == 0 ? 100.0 * random.Next(2)
            : 100 * random.NextDouble())];
        var table = new Table([new NumericColumn("day", days), new NumericColumn("x", [.. days.Select(d => d % 7)]),
            new NumericColumn("y", y)]);
        ModelFit fit = ModelTrainer.Fit(table, ["x"], ["y"], Brief with { TimeColumn = "day", Folds = 5 });
        using DensityModel model = fit.Model;
        Assert.Equal(2, model.Schema.SingleObservation!.PointMasses.Count);
        Assert.All(fit.Baselines, baseline => Assert.True(double.IsFinite(baseline.NegativeLogLikelihood.Mean)));
    }

    [Fact]
    public void Curves_and_progress_are_in_the_units_of_the_target()
    {
        List<ModelProgress> reports = [];
        ModelFit fit = ModelTrainer.Fit(
            Data(Targets), ["x"], ["y"], Brief, new Log<ModelProgress>(p => { lock (reports) reports.Add(p); }));
        fit.Model.Dispose();
        // Every row is scored by the network that its curve belongs to, with the weights that were best.
        Close.To(fit.OutOfFold!.NegativeLogLikelihood.Mean,
            fit.Curves.Zip(Parts, (curve, rows) => curve.Min(p => p.ValidationLoss) * rows.Length / Rows).Sum(), 1e-5);
        Assert.All(fit.Curves, curve => Assert.Equal(curve[0].ValidationLoss, curve[0].TrainingLoss));
        Close.To(fit.Curves.Average(curve => curve.Min(p => p.ValidationLoss)), reports[^1].ValidationLoss, 1e-6);
    }

    // A power of two, so that the networks are the same to the last digit.
    [Fact]
    public void In_a_unit_that_is_smaller_all_losses_of_a_curve_are_larger_by_its_logarithm()
    {
        ModelOptions exact = Brief with { FindObservation = false, Transform = TargetTransform.None };
        ModelFit Fit(double unit) =>
            ModelTrainer.Fit(Data([.. Targets.Select(t => unit * t)]), ["x"], ["y"], exact);
        ModelFit plain = Fit(1), other = Fit(1024);
        plain.Model.Dispose();
        other.Model.Dispose();
        foreach (var (a, b) in plain.Curves.SelectMany(c => c).Zip(other.Curves.SelectMany(c => c)))
        {
            Close.To(a.TrainingLoss + Math.Log(1024), b.TrainingLoss, 0, 1e-6);
            Close.To(a.ValidationLoss + Math.Log(1024), b.ValidationLoss, 0, 1e-6);
        }
    }

    [Fact]
    public void Networks_that_training_only_made_worse_are_kept_as_they_began()
    {
        // A single step, and far too long.
        ModelFit fit = ModelTrainer.Fit(Data(Targets), ["x"], ["y"],
            Brief with { Training = new TrainingOptions { Steps = 1, LearningRate = 3 } });
        using DensityModel model = fit.Model;
        Assert.All(fit.Curves, curve => Assert.True(curve[^1].ValidationLoss > curve[0].ValidationLoss));
        Assert.Equal(Brief.Folds, model.Networks.Count);
        Assert.Equal(Rows, fit.OutOfFold!.Rows);
    }

    [Fact]
    public void Rows_that_are_alike_but_for_the_held_out_ones_are_no_trouble()
    {
        // Of the two values that differ a network may see none.
        double[] y = new double[Rows];
        (y[Parts[0][0]], y[Parts[0][1]]) = (1e-6, 1);
        ModelFit fit = Fit(y);
        fit.Model.Dispose();
        Assert.All(fit.Baselines, baseline => Assert.True(double.IsFinite(baseline.NegativeLogLikelihood.Mean)));
    }

    [Fact]
    public void A_value_that_hardly_ever_occurs_is_no_trouble()
    {
        // 20,000 zeros and a one: half of their grid is 71 standard deviations, and no density reaches as far as 40.
        double[] x = [.. Enumerable.Range(0, 20_001).Select(i => (double)(i % 10))];
        double[] y = new double[x.Length];
        y[7] = 1;
        ModelFit fit = ModelTrainer.Fit(
            new Table([new NumericColumn("x", x), new NumericColumn("y", y)]), ["x"], ["y"],
                Brief with { Folds = 2, Training = new TrainingOptions { Steps = 2 } });
        fit.Model.Dispose();
        Assert.True(double.IsFinite(fit.OutOfFold!.NegativeLogLikelihood.Mean));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_spike_gains_no_more_than_its_cell_unless_the_rounding_is_unknown(bool isKnown)
    {
        // x says which of two values y has, and so there is no end to how narrow a component gets.
        double[] x = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 2))];
        var table = new Table([new NumericColumn("x", x), new NumericColumn("y", x)]);
        ModelFit fit = ModelTrainer.Fit(
            table, ["x"], ["y"], new ModelOptions { Folds = 2, Architectures = [new([8])], Refits = 0, Components = 1,
                FindObservation = isKnown, Training = new TrainingOptions { Steps = 1000 } });
        fit.Model.Dispose();
        // −log(1/h) with a spacing of 1.
        Assert.Equal(isKnown, fit.Curves.Min(curve => curve.Min(p => p.TrainingLoss)) >= 0);
    }

    [Fact]
    public void An_input_that_is_too_far_away_is_reported_with_its_row()
    {
        using DensityModel model = Fit(Targets).Model;
        foreach (double far in new[] { 1e15, -1e15, 1e99, -1e300 })
        {
            var e = Assert.Throws<RowException>(() =>
                model.Predict(new Table([new NumericColumn("x", [0, 1, far, far])])));
            Assert.Equal(2, e.Row);
        }
        Assert.Equal(1, model.Predict(new Table([new NumericColumn("x", [1e4])])).Count);
    }
}
