using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Tests;

/// <summary>The C# on the pages, line by line; <see cref="DocumentationSpecs"/> compares.</summary>
[Collection(nameof(Libtorch))]
public class PageExamples
{
    [Fact]
    public void A_network_gives_a_density()
    {
        using var frame = NewDisposeScope();
        // The lines of the page leave the random numbers to the global generator.
        manual_seed(1);
        Tensor x = rand(50, 1), y = rand(50, 1);
        int epochs = 2;

        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [50], components: 24);
        network.Standardize(x, y);
        Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), new AdamW(network.parameters(), 0.01), epochs);
        using var scope = NewDisposeScope();
        Tensor density = network.call(x).log_prob(y).exp();

        Assert.Equal([50], density.shape);

        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Trainer.Minimize(objective, x, y, new RmsProp(objective.Parameters, 0.01), epochs);

        Tensor[] batches = [x, x];
        foreach (Tensor batch in batches)
        {
            using var step = NewDisposeScope();
            GaussianMixture p = network.call(batch);
            Tensor median = p.icdf(full(1, 0.5));
            Interval[][] regions = p.HighestDensityRegions(0.9);
            Mode[][] modes = p.Modes();

            Assert.Equal([50, 1], median.shape);
            Assert.Equal((50, 50), (regions.Length, modes.Length));
        }
    }

    [Fact]
    public void A_model_predicts_in_a_service()
    {
        using var folder = new TempDir();
        string path = folder.At("geyser.mdn");
        double[] waiting = [.. Enumerable.Range(0, 40).Select(i => 50.0 + i)];
        double[] duration = [.. waiting.Select(w => 5 - w / 30)];
        var options = new ModelOptions { Folds = 2, Training = new TrainingOptions { Steps = 3 } };

        var rows = new Table([new NumericColumn("waiting", waiting), new NumericColumn("duration", duration)]);
        ModelFit fit = ModelTrainer.Fit(rows, ["waiting"], ["duration"], options);
        using (fit.Model)
        {
            fit.Model.Save(path);
        }

        using DensityModel model = DensityModel.Load(path);
        ScalarDistribution p = model.Predict(new { waiting = 80.0 }).Marginal(row: 0);
        Console.WriteLine($"mean {p.Mean:F2}, 90 % quantile {p.Quantile(0.9):F2}, log p(4) {p.LogDensity(4):F2}");

        Assert.True(double.IsFinite(p.Mean));
    }
}
