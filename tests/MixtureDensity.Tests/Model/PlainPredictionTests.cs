using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

public sealed class PlainPredictionTests
{
    // More than a block of rows, and no whole number of blocks.
    private const int Rows = 700;

    private static readonly Table Inputs =
        new([new NumericColumn("a", [.. Enumerable.Range(0, Rows).Select(i => Math.Sin(i) * 3)])]);

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void They_are_what_the_networks_say_as_tensors(Covariance covariance)
    {
        foreach (int targets in new[] { 1, 3 })
        {
            using DensityModel model = Model(covariance, targets);
            GaussianMixture expected = model.PredictByModules(Inputs);
            MixtureBatch rows = model.Predict(Inputs);
            Tensor y = expected.sample();
            double[] logDensities = expected.log_prob(y).Doubles();
            Assert.Equal((Rows, targets), (rows.Count, rows.Targets));
            Close.To(logDensities, [.. y.Doubles().Chunk(targets).Select((own, row) => rows.LogDensity(row, own))],
                1e-4, 1e-4);
            for (int d = 0; d < targets; d++)
            {
                GaussianMixture marginal = expected.Marginal(d);
                ScalarDistribution[] plain = [.. Enumerable.Range(0, Rows).Select(row => rows.Marginal(row, d))];
                Close.To(marginal.mean.Doubles(), [.. plain.Select(p => p.Mean)], 1e-5, 1e-4);
                Close.To(marginal.variance.sqrt().Doubles(), [.. plain.Select(p => p.StandardDeviation)], 1e-5);
                Tensor at = y.narrow(-1, d, 1);
                Close.To(marginal.log_prob(at).Doubles(),
                    [.. at.Doubles().Select((v, row) => plain[row].LogDensity(v))], 1e-4, 1e-4);
            }
        }
    }

    [Fact]
    public void Draws_have_the_mean_and_the_covariance_of_their_row()
    {
        using DensityModel model = Model(Covariance.Full, targets: 2);
        MixtureBatch rows = model.Predict(Inputs);
        var random = new Random(4);
        double[][] draws = [.. Enumerable.Range(0, 40_000).Select(_ => rows.Sample(5, random))];
        GaussianMixture expected = model.PredictByModules(Inputs);
        double[] mean = expected.mean[5].Doubles();
        double[] covariance = expected.Covariance()[5].Doubles();
        for (int d = 0; d < 2; d++)
        {
            Close.WithinFiveErrors(mean[d], [.. draws.Select(y => y[d])]);
            for (int e = 0; e < 2; e++)
                Close.WithinFiveErrors(covariance[d * 2 + e],
                    [.. draws.Select(y => (y[d] - mean[d]) * (y[e] - mean[e]))]);
        }
    }

    [Fact]
    public void Several_threads_may_ask_at_once()
    {
        using DensityModel model = Model(Covariance.Diagonal, targets: 1);
        double[] expected = Means(model);
        double[][] means = [.. Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(4)
            .Select(_ => Means(model))];
        Assert.All(means, own => Assert.Equal(expected, own));
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void A_row_has_the_same_prediction_in_every_table(Covariance covariance)
    {
        using DensityModel model = Model(covariance, targets: 3);
        MixtureBatch rows = model.Predict(Inputs);
        foreach (int[] some in new int[][] { [0], [699], [5, 4, 3], [.. Enumerable.Range(100, 131)] })
        {
            MixtureBatch own = model.Predict(Inputs.Select(some));
            for (int n = 0; n < some.Length; n++)
            {
                Assert.Equal(rows.Weights(some[n]), own.Weights(n));
                for (int d = 0; d < 3; d++)
                {
                    Assert.Equal(rows.Means(some[n], d), own.Means(n, d));
                    for (int e = 0; e <= d; e++)
                        Assert.Equal(rows.Factors(some[n], d, e), own.Factors(n, d, e));
                }
            }
        }
    }

    [Fact]
    public void Networks_that_have_changed_since_are_asked_as_they_are_now()
    {
        using DensityModel model = Model(Covariance.Diagonal, targets: 1);
        double[] before = Means(model);
        using (no_grad())
        {
            foreach (MixtureDensityNetwork network in model.Networks)
                network.named_parameters().Single(p => p.name == "means.bias").parameter.add_(1);
        }
        Close.To(model.PredictByModules(Inputs).mean.Doubles(), Means(model), 1e-5, 1e-4);
        Assert.All(before.Zip(Means(model)), means => Assert.True(means.Second > means.First + 0.5));
        // The objective puts the weights into memory of its own, and one of them is changed there.
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(model.Networks[1]);
        using (no_grad())
            objective.Parameters[0][-1] = 0.2;
        Close.To(model.PredictByModules(Inputs).stddev.Doubles(),
            [.. model.Predict(Inputs) is var rows ? Enumerable.Range(0, Rows).Select(
                row => rows.Marginal(row).StandardDeviation) : []], 1e-5);
        model.Networks[2].to(ScalarType.Float64);
        using (no_grad())
            model.Networks[2].named_parameters().Single(p => p.name == "means.bias").parameter.add_(1);
        Assert.All(Means(model).Zip(before), means => Assert.True(means.First > means.Second + 0.5));
    }

    [Fact]
    public void A_row_or_a_target_that_is_not_there_is_refused()
    {
        using DensityModel model = Model(Covariance.Full, targets: 2);
        MixtureBatch rows = model.Predict(Inputs);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => rows.Marginal(Rows, 0));
        Assert.Throws<ArgumentOutOfRangeException>("row", () => rows.Sample(-1, new Random(1)));
        Assert.Throws<ArgumentOutOfRangeException>("target", () => rows.Marginal(0, 2));
        Assert.Throws<ArgumentException>("y", () => rows.LogDensity(0, [1]));
    }

    [Theory, InlineData(double.MaxValue), InlineData(1e38)]
    public void An_input_that_is_too_far_away_is_reported_with_its_row(double far)
    {
        using DensityModel model = Model(Covariance.Full, targets: 2);
        Assert.Equal(2, Assert.Throws<RowException>(() =>
            model.Predict(new Table([new NumericColumn("a", [0, 1, far, far])]))).Row);
    }

    [Theory, InlineData(1e200), InlineData(double.NegativeInfinity)]
    public void Where_the_density_is_0_its_logarithm_is_minus_infinity(double far)
    {
        using DensityModel model = Model(Covariance.Full, targets: 2);
        MixtureBatch rows = model.Predict(Inputs);
        Assert.Equal(double.NegativeInfinity, rows.LogDensity(0, [far, 0]));
        Assert.Equal(double.NegativeInfinity, rows.LogDensity(0, [0, far]));
        Assert.Throws<ArgumentException>("y", () => rows.LogDensity(0, [0, double.NaN]));
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Where_a_distance_is_no_number_the_log_density_is_minus_infinity_too(Covariance covariance)
    {
        using DensityModel model = Model(covariance, targets: 3);
        MixtureBatch rows = model.Predict(Inputs);
        double[] values = [-double.MaxValue, 0, double.MaxValue];
        foreach (double a in values)
        {
            foreach (double b in values)
                Assert.Equal(double.NegativeInfinity, rows.LogDensity(0, [a, b, double.MaxValue]));
        }
    }

    [Fact]
    public void Networks_that_a_file_cannot_describe_are_not_written()
    {
        // One is standardised by itself.
        using DensityModel model = Model(Covariance.Full, targets: 2);
        Assert.Throws<ArgumentException>("model", () => ModelFile.Write(model));
        MixtureDensityNetwork[] unlike = [new(3, [4], 2), new(3, [4], 3)];
        using var other = new DensityModel(
            new TableSchema([new NumericEncoding("a", 0, 1, [new PleBin(-1, 1, 0.5), new PleBin(1, 2, 0.3)])],
                [new TargetScaling("y", 0, 1)]), unlike, model.Training);
        Assert.Throws<ArgumentException>("model", () => ModelFile.Write(other));
        // Of another width than the schema's, and with a weight that is no number.
        using var wide = new DensityModel(other.Schema, [new(4, [4], 2)], model.Training);
        Assert.Throws<ArgumentException>("model", () => ModelFile.Write(wide));
        MixtureDensityNetwork poisoned = new(3, [4], 2);
        using (no_grad())
            poisoned.parameters().First().fill_(double.NaN);
        using var diverged = new DensityModel(other.Schema, [poisoned], model.Training);
        Assert.Throws<ArgumentException>("model", () => ModelFile.Write(diverged));
    }

    private static double[] Means(DensityModel model)
    {
        MixtureBatch rows = model.Predict(Inputs);
        return [.. Enumerable.Range(0, Rows).Select(row => rows.Marginal(row, 0).Mean)];
    }

    /// <summary>
    /// Three networks with random weights, one of them standardised, and some of their scales at their bounds.
    /// </summary>
    private static DensityModel Model(Covariance covariance, int targets)
    {
        var schema = new TableSchema(
            [new NumericEncoding("a", 0.5, 2, [new PleBin(-1, 1, 0.5), new PleBin(1, 2, 0.3)])],
            [.. Enumerable.Range(0, targets).Select(d => new TargetScaling($"y{d}", 100 * d, 1 + d))]);
        MixtureDensityNetwork[] networks =
        [
            .. Enumerable.Range(1, 3).Select(i => new MixtureDensityNetwork(
                schema.Width, [7, 5], components: 2 + i, targets, covariance, Activation.SiLU, (-0.4, 0.3),
                    generator: Make.Seed((ulong)i))),
        ];
        networks[0].Standardize(schema.EncodeInputs(Inputs), randn([50, targets], generator: Make.Seed(9)) * 3 + 1);
        return new DensityModel(schema, networks,
            new TrainingSummary(Rows, 1, new Estimate(0, 0), false, new Dictionary<string, string>()));
    }
}
