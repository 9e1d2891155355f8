using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

/// <summary>Each mixture of a fitted model has a background, which makes no value impossible.</summary>
public sealed class BackgroundTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    public void A_value_that_nothing_foretold_costs_some_nats(int targets, int components)
    {
        var random = new Random(4);
        double[] x = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
        string[] names = [.. new[] { "y", "z" }.Take(targets)];
        // Exact to a thousandth.
        var table = new Table([new NumericColumn("x", x), .. names.Select(name =>
            new NumericColumn(name, [.. x.Select(value => value + 0.001 * random.NextDouble())]))]);
        using DensityModel model = Fit(table, names, components);

        MixtureBatch mixtures = model.Predict(new Table([new NumericColumn("x", [0.5, 0.5])]));
        double[] foretold = [.. Enumerable.Repeat(0.5005, targets)], not = [.. Enumerable.Repeat(1.7, targets)];
        Assert.InRange(mixtures.LogDensity(0, foretold), targets, 8 * targets);
        Assert.InRange(mixtures.LogDensity(1, not), -20, 0);
    }

    [Theory]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void A_training_changes_neither_its_mean_nor_its_scale_and_hardly_its_weight(Covariance covariance)
    {
        const int K = 4;
        var generator = Make.Seed(3);
        Tensor x = randn(500, 2, generator: generator), y = x * 3 + 10 + 0.5 * randn(500, 2, generator: generator);
        using var network =
            new MixtureDensityNetwork(2, [16], K, targets: 2, covariance, generator: generator);
        network.Standardize(x, y);
        network.MakeBackground(K - 1, 0.001, Math.Log(2));
        NetworkTrainer.Train(network, x, y, x, y,
            new TrainingOptions { Steps = 300, TemperatureScaling = false }, generator);

        Tensor some = randn(20, 2, generator: generator) * 2;
        GaussianMixture mixtures = network.call(some);
        Tensor weights = mixtures.LogWeights[.., K - 1].exp(), means = mixtures.Means[.., K - 1],
            scales = mixtures.Scales[.., K - 1];
        Assert.InRange(weights.min().ToSingle(), 1e-4, 1e-2);
        Assert.InRange(weights.max().ToSingle(), 1e-4, 1e-2);
        Assert.True(means.allclose(y.mean([0]).expand_as(means), 1e-4, 1e-4));
        Assert.True(scales.allclose(2 * y.std(0, unbiased: false).expand_as(scales), 1e-4, 1e-4));
    }

    private static DensityModel Fit(Table table, string[] targets, int components) =>
        ModelTrainer.Fit(table, ["x"], targets, new ModelOptions
        {
            Components = components,
            Folds = 2,
            Refits = 0,
            FindObservation = false,
            Architectures = [new Architecture([32, 32])],
            Training = new TrainingOptions { Steps = 400 },
        }).Model;
}
