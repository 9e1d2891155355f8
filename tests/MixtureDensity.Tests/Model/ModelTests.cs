using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

public sealed class ModelTests(ModelTests.Fixture fixture) : IClassFixture<ModelTests.Fixture>
{
    private const int Rows = 90;
    private static readonly ModelOptions Brief =
        new() { Architectures = [new([8])], Refits = 0, Components = 2, Folds = 3,
        Training = new TrainingOptions { Steps = 200, LearningRate = 0.02 } };

    /// <summary>y = ±2 by the kind, whatever the number says; z depends on both.</summary>
    private static Table Data(double shift = 0)
    {
        var random = new Random(3);
        string[] kinds = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(2) == 0 ? "up" : "down")];
        double[] numbers = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        double[] y = [.. kinds.Select(k => (k == "up" ? 2 : -2) + 0.3 * (random.NextDouble() - 0.5) + shift)];
        double[] z = [.. y.Zip(numbers, (a, b) => a + b + 0.1 * random.NextDouble())];
        return new Table([new TextColumn("kind", kinds), new NumericColumn("number", numbers),
            new NumericColumn("y", y), new NumericColumn("z", z)]);
    }

    [Fact]
    public void Every_row_is_scored_once_and_beats_the_marginal_distribution()
    {
        Evaluation heldOut = fixture.Fit.OutOfFold!;
        Assert.Equal(Rows, heldOut.Rows);
        Assert.Equal(3, fixture.Fit.Model.Networks.Count);
        Assert.Equal(3, fixture.Fit.Baselines.Count);
        Assert.True(heldOut.NegativeLogLikelihood.Mean < fixture.Fit.Baselines[0].NegativeLogLikelihood.Mean);
        Assert.Equal(heldOut.NegativeLogLikelihood, fixture.Fit.Model.Training.OutOfFold);
    }

    [Fact]
    public void A_model_that_no_file_holds_is_not_begun()
    {
        Assert.Throws<ModelSizeException>(() =>
            ModelTrainer.Fit(Data(), ["kind"], ["y"],
            Brief with { Components = 1000, Architectures = [new([10_000, 10_000])] }));
        Assert.Throws<ModelSizeException>(() =>
            ModelTrainer.Fit(Data(), ["kind"], ["y"],
            Brief with { Refits = 900, Architectures = [new([1000, 1000])] }));
        Assert.Throws<ModelSizeException>(() =>
            ModelTrainer.Fit(Data(), ["kind"], ["y"], Brief with { Architectures = [new([10_000, 10_000])] }));
    }

    [Fact]
    public void Predictions_are_densities_in_the_units_of_the_target()
    {
        GaussianMixture p = fixture.Fit.Model.Predict(Data()).ToTensors();
        Assert.Equal([Rows], p.batch_shape);
        double[] grid = [.. Enumerable.Range(0, 8001).Select(i => -20 + i * 5e-3)];
        double[] density = p.log_prob(grid.As(ScalarType.Float64, grid.Length, 1, 1)).exp().sum([0]).Doubles();
        Assert.All(density, d => Close.To(1, d * 5e-3, 1e-6));
        Close.To(2, p.mean.Doubles().Select(Math.Abs).Average(), 0, 0.5);
    }

    [Fact]
    public void A_target_measured_from_elsewhere_is_predicted_from_there()
    {
        // float32 rounding of the standardised values differs a little, and the steps carry it on.
        using DensityModel moved = ModelTrainer.Fit(Data(1000), ["kind", "number"], ["y"], Brief).Model;
        double[] here = fixture.Fit.Model.Predict(Data()).ToTensors().mean.Doubles(),
            there = moved.Predict(Data()).ToTensors().mean.Doubles();
        Close.To([.. here.Select(m => m + 1000)], there, 0, 5e-2);
    }

    [Fact]
    public void The_seed_decides_every_weight()
    {
        using DensityModel again = ModelTrainer.Fit(Data(), ["kind", "number"], ["y"], Brief).Model;
        using DensityModel other = ModelTrainer.Fit(Data(), ["kind", "number"], ["y"], Brief with { Seed = 2 }).Model;
        Assert.Equal(Weights(fixture.Fit.Model), Weights(again));
        Assert.NotEqual(Weights(fixture.Fit.Model), Weights(other));
    }

    [Fact]
    public void A_file_gives_back_the_model_bit_for_bit()
    {
        DensityModel model = fixture.Fit.Model;
        using DensityModel read = ModelFile.Read(new MemoryStream(ModelFile.Write(model)));
        Assert.Equal(Weights(model), Weights(read));
        Assert.Equal(model.Predict(Data()).ToTensors().mean.Doubles(), read.Predict(Data()).ToTensors().mean.Doubles());
        Assert.Equal(model.Schema.Targets, read.Schema.Targets);
        Assert.Equal(model.Training.OutOfFold, read.Training.OutOfFold);
        Assert.Equal(model.Training.Versions, read.Training.Versions);
    }

    [Fact]
    public void A_file_cut_anywhere_or_with_any_bit_turned_is_refused()
    {
        byte[] file = ModelFile.Write(fixture.Fit.Model);
        var random = new Random(17);
        for (int i = 0; i < 200; i++)
        {
            int at = random.Next(file.Length);
            Assert.Throws<InvalidDataException>(() => ModelFile.Read(new MemoryStream(file, 0, at)));
            byte[] turned = [.. file];
            turned[at] ^= (byte)(1 << random.Next(8));
            Assert.Throws<InvalidDataException>(() => ModelFile.Read(new MemoryStream(turned)));
        }
    }

    [Fact]
    public void A_file_gives_back_PLE_bins()
    {
        using DensityModel model =
            ModelTrainer.Fit(Data(), ["kind", "number"], ["y"],
            Brief with { Architectures = [new([8], Bins: 5)] }).Model;
        using DensityModel read = ModelFile.Read(new MemoryStream(ModelFile.Write(model)));
        Assert.Equal(5, Assert.IsType<NumericEncoding>(read.Schema.Inputs[1]).Bins.Count);
        Assert.Equal(model.Predict(Data()).ToTensors().mean.Doubles(), read.Predict(Data()).ToTensors().mean.Doubles());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_architecture_with_the_best_out_of_fold_score_is_selected(bool isFirst)
    {
        // A single unit with hardly a weight learns too slowly.
        Architecture good = new([8]), bad = new([1]);
        ModelFit fit = ModelTrainer.Fit(Data(), ["kind"], ["y"],
            Brief with { Architectures = isFirst ? [good, bad] : [bad, good] });
        fit.Model.Dispose();
        Assert.StartsWith(good.Name, fit.Architecture);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_single_Gaussians_that_are_reported_are_the_best_of_all_architectures(bool isFirst)
    {
        Architecture good = new([8]), bad = new([1]);
        double Gaussians(params Architecture[] architectures)
        {
            ModelFit fit = ModelTrainer.Fit(Data(), ["kind"], ["y"], Brief with { Architectures = architectures });
            fit.Model.Dispose();
            return fit.Baselines[^1].NegativeLogLikelihood.Mean;
        }
        double best = Gaussians(good);
        Assert.True(best < Gaussians(bad) - 0.1);
        Assert.Equal(best, isFirst ? Gaussians(good, bad) : Gaussians(bad, good), 0.05);
    }

    [Fact]
    public void An_architecture_that_diverges_is_not_selected()
    {
        // Steps so long that thirty layers leave single precision, and one does not.
        Architecture deep = new([.. Enumerable.Repeat(8, 30)]), shallow = new([8]);
        ModelFit fit = ModelTrainer.Fit(
            Data(), ["kind"], ["y"],
                Brief with { Architectures = [deep, shallow],
                Training = new TrainingOptions { Steps = 100, LearningRate = 30 } });
        fit.Model.Dispose();
        Assert.StartsWith(shallow.Name, fit.Architecture);
    }

    [Fact]
    public void Refits_add_networks_and_leave_the_scores_as_they_are()
    {
        ModelFit fit = ModelTrainer.Fit(Data(), ["kind", "number"], ["y"], Brief with { Refits = 2 * Brief.Folds });
        using DensityModel model = fit.Model;
        Assert.Equal(3 * Brief.Folds, model.Networks.Count);
        Assert.Equal(fixture.Fit.OutOfFold!.NegativeLogLikelihood, fit.OutOfFold!.NegativeLogLikelihood);
        // The fold networks are the same, but for the factor of their scales, which depends on the number of networks.
        MixtureDensityNetwork[] few = [.. fixture.Fit.Model.Networks], many = [.. model.Networks];
        Assert.All(few.Zip(many), pair => Assert.Equal(
            WeightsExceptScales(pair.First), WeightsExceptScales(pair.Second)));
        double[] factors = [.. few.Zip(many).SelectMany(pair =>
            ScaleBiases(pair.First).Zip(ScaleBiases(pair.Second), (a, b) => b - a))];
        Assert.All(factors, factor => Close.To(factors[0], factor, 1e-4, 1e-6));
        Assert.Equal(3 * Brief.Folds,
            model.Networks.Select(n => n.parameters().First().Doubles()[0]).Distinct().Count());
    }

    [Fact]
    public void Several_targets_are_predicted_together()
    {
        ModelFit fit = ModelTrainer.Fit(Data(), ["kind", "number"], ["y", "z"], Brief);
        using DensityModel model = fit.Model;
        Assert.Equal(2, fit.OutOfFold!.Targets.Count);
        // They may depend on each other within a component, which a single target cannot.
        Assert.All(model.Networks, network => Assert.Equal(Covariance.Full, network.Covariance));
        Assert.All(fixture.Fit.Model.Networks, network => Assert.Equal(Covariance.Diagonal, network.Covariance));
        Assert.Equal([2], model.Predict(Data()).ToTensors().event_shape);
        using DensityModel read = ModelFile.Read(new MemoryStream(ModelFile.Write(model)));
        Assert.Equal(model.Predict(Data()).ToTensors().mean.Doubles(), read.Predict(Data()).ToTensors().mean.Doubles());
    }

    [Fact]
    public void Progress_rises_to_the_end_of_the_work()
    {
        List<ModelProgress> reports = [];
        var log = new Log<ModelProgress>(p => { lock (reports) reports.Add(p); });
        ModelTrainer.Fit(Data(), ["kind"], ["y"], Brief, log).Model.Dispose();
        Assert.Equal(reports.Select(p => p.Part).Order(), reports.Select(p => p.Part));
        Assert.True(reports[0].Part < 1);
        Assert.Null(reports[0].TimeLeft);
        Assert.Equal(1, reports[^1].Part, 1e-9);
        Assert.Equal(TimeSpan.Zero, reports[^1].TimeLeft);
        Assert.All(reports, p => Assert.StartsWith("hidden 8", p.Architecture));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(20)]
    public void Cancelling_in_the_middle_keeps_what_was_learnt(int evaluations)
    {
        using var stop = new CancellationTokenSource();
        int reports = 0;
        ModelFit fit = ModelTrainer.Fit(
            Data(), ["kind", "number"], ["y"], Brief with { Training = new TrainingOptions { Steps = 100_000 } },
            new Log<ModelProgress>(_ => { if (++reports == evaluations) stop.Cancel(); }), stop.Token);
        using DensityModel model = fit.Model;
        Assert.Null(fit.OutOfFold);
        Assert.True(model.Training.WasCancelled);
        Assert.NotEmpty(model.Networks);
        using DensityModel read = ModelFile.Read(new MemoryStream(ModelFile.Write(model)));
        Assert.True(double.IsNaN(read.Training.OutOfFold.StandardError));
        // What is said of it then is what its networks were stopped by.
        Close.To(fit.Curves.Average(curve => curve.Min(p => p.ValidationLoss)), read.Training.OutOfFold.Mean, 1e-9);
    }

    [Fact]
    public void The_loss_of_an_interrupted_fit_is_a_mean_over_rows_and_not_over_folds()
    {
        // Equal times stay in one block, so that the two that are validated have 48 rows and 19.
        int[] times = [.. Enumerable.Range(0, 100).Select(i => i is > 60 and < 81 ? 60 : i)];
        var random = new Random(1);
        var table = new Table([new NumericColumn("t", [.. times.Select(t => (double)t)]),
            new NumericColumn("x", [.. times.Select(_ => random.NextDouble())]),
            new NumericColumn("y", [.. times.Select(t => random.NextDouble() * (30 + t))])]);
        ModelOptions options = Brief with { Folds = 2, TimeColumn = "t", Components = 1 };
        // At the report before the last, when all is trained: the fractions in them depend on the time.
        int reports = 0, seen = 0;
        ModelTrainer.Fit(table, ["x"], ["y"], options, new Log<ModelProgress>(_ => reports++)).Model.Dispose();
        using var stop = new CancellationTokenSource();
        ModelFit fit = ModelTrainer.Fit(table, ["x"], ["y"], options,
            new Log<ModelProgress>(_ => { if (++seen == reports - 1) stop.Cancel(); }), stop.Token);
        using DensityModel model = fit.Model;
        Assert.Null(fit.OutOfFold);
        Fold[] folds = [.. Folds.Split(table, ["x"], ["y"], options).Each];
        int[] rows = [.. folds.Select(f => f.Validation.Length)];
        double[] best = [.. fit.Curves.Select(curve => curve.Min(p => p.ValidationLoss))];
        Assert.Equal(2, best.Length);
        Assert.NotEqual(rows[0], rows[1]);
        Close.To(best.Zip(rows, (loss, count) => loss * count).Sum() / rows.Sum(), model.Training.OutOfFold.Mean, 1e-9);
    }

    [Fact]
    public void Cancelling_before_anything_was_learnt_leaves_nothing() =>
        Assert.Throws<OperationCanceledException>(() =>
            ModelTrainer.Fit(Data(), ["kind"], ["y"], Brief, null, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(null, 5000, 5)]
    [InlineData(null, 5001, 2)]
    [InlineData(3, 100, 3)]
    [InlineData(3, 5001, 3)]
    [InlineData(0, 100, 0)]
    public void A_small_table_gets_as_many_refits_as_folds_and_a_large_one_two(int? refits, int rows, int expected) =>
        Assert.Equal(expected, new ModelOptions { Refits = refits }.RefitsFor(rows));

    [Theory]
    [InlineData(5000, 1)]
    [InlineData(5001, 2)]
    public void The_wide_architecture_has_a_second_layer_for_a_large_table(int rows, int layers)
    {
        IReadOnlyList<Architecture> architectures = new ModelOptions().ArchitecturesFor(rows);
        Assert.Equal(layers, architectures.Single(a => a.Bins > 0).Hidden.Count);
        Assert.Equal(3, architectures.Single(a => a.Bins == 0).Hidden.Count);
        ModelOptions own = new() { Architectures = [new([7])] };
        Assert.Same(own.Architectures, own.ArchitecturesFor(rows));
    }

    [Fact]
    public void Refits_without_a_fold_narrow_all_networks_by_one_factor()
    {
        // Noise alone, which networks fit in vain.
        var random = new Random(4);
        var table = new Table([.. new[] { "a", "b", "c", "d", "y" }.Select(name => new NumericColumn(
            name, [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())]))]);
        ModelOptions options = Brief with { Components = 1, Architectures = [new([32])], FindObservation = false };
        double[] narrowed = Factors(options);
        Assert.All(narrowed, factor => Close.To(narrowed[0], factor, 1e-5));
        Assert.InRange(narrowed[0], 0.5, 0.99);
        double[] kept = Factors(options with { Training = options.Training with { TemperatureScaling = false } });
        Assert.All(kept, factor => Assert.Equal(1, factor));

        double[] Factors(ModelOptions options)
        {
            using DensityModel alone = ModelTrainer.Fit(table, ["a", "b", "c", "d"], ["y"], options).Model,
                refitted = ModelTrainer.Fit(table, ["a", "b", "c", "d"], ["y"], options with { Refits = 2 }).Model;
            MixtureBatch before = alone.Predict(table), after = refitted.Predict(table);
            // The first components are those of the fold networks, which are the same in both.
            return [.. Enumerable.Range(0, table.Rows).SelectMany(row =>
            {
                Assert.Equal(before.Means(row, 0).ToArray(), after.Means(row, 0)[..3].ToArray());
                return before.Factors(row, 0, 0).ToArray().Zip(after.Factors(row, 0, 0).ToArray(), (b, a) => a / b);
            })];
        }
    }

    [Fact]
    public void The_scales_of_components_are_bounded_by_the_grid_and_by_many_deviations()
    {
        var targets = fixture.Fit.Model.Schema.Targets;
        Assert.All(fixture.Fit.Model.Networks, network =>
        {
            Close.To(Math.Log(targets[0].MinScaleOfCells), network.LogScaleBounds.Lower, 1e-12);
            Assert.Equal(5, network.LogScaleBounds.Upper);
        });
    }

    [Fact]
    public void A_step_that_is_too_long_is_reported_as_a_divergence() =>
        Assert.Throws<DivergenceException>(() =>
            ModelTrainer.Fit(Data(), ["kind"], ["y"],
            Brief with { Training = new TrainingOptions { Steps = 60, LearningRate = 1e6 } }));

    [Fact]
    public void What_makes_no_model_is_refused_before_the_training()
    {
        void Refuses(string[] inputs, string[] targets, ModelOptions? options = null, Table? table = null) =>
            Assert.ThrowsAny<ArgumentException>(() =>
                ModelTrainer.Fit(table ?? Data(), inputs, targets, options ?? Brief));
        Refuses([], ["y"]);
        Refuses(["kind"], []);
        Refuses(["kind", "kind"], ["y"]);
        Refuses(["kind", "y"], ["y"]);
        Refuses(["kind"], ["y"], Brief with { Folds = 0 });
        Refuses(["kind"], ["y"], Brief with { Architectures = [] });
        Refuses(["kind"], ["y"], Brief with { Architectures = [new([])] });
        Refuses(["kind"], ["y"], Brief with { Architectures = [new([8, 0])] });
        Refuses(["kind"], ["y"], Brief with { Architectures = [new([.. Enumerable.Repeat(2, 101)])] });
        Refuses(["kind"], ["y"], Brief with { Components = 0 });
        Refuses(["number"], ["y"], Brief,
            new Table([new NumericColumn("number", [1, 2, 3]), new NumericColumn("y", [3, 1, 2])]));
    }

    private static double[] WeightsExceptScales(MixtureDensityNetwork network) =>
        [.. network.named_parameters().Where(p => p.name != "scales.bias").SelectMany(p => p.parameter.Doubles())];

    private static double[] ScaleBiases(MixtureDensityNetwork network) => network.Heads[2].bias!.Doubles();

    private static double[] Weights(DensityModel model) =>
        [.. model.Networks.SelectMany(n => n.parameters()).SelectMany(p => p.Doubles())];

    /// <summary>A model that all tests read.</summary>
    public sealed class Fixture : IDisposable
    {
        public ModelFit Fit { get; } = ModelTrainer.Fit(Data(), ["kind", "number"], ["y"], Brief);

        public void Dispose() => Fit.Model.Dispose();
    }
}
