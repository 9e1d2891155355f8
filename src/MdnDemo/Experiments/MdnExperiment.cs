using System.Diagnostics;
using MixtureDensity;
using static TorchSharp.torch;

namespace MdnDemo.Experiments;

/// <summary>
/// The inverse y ↦ x of the regression's curve: several y belong to one x, and the network answers with a distribution.
/// </summary>
internal static class MdnExperiment
{
    /// <summary>Test inputs lie between −15 and 15, also beyond the data, which end near ±13.</summary>
    public const double TestBound = 15;

    // The density's picture: as many columns and rows as it has room for.
    private const int GridColumns = 600;
    private const int GridRows = 500;

    // A picture cannot show more points.
    private const int MaxShown = 10_000;

    /// <summary>The picture's y lie between −13 and 13.</summary>
    public const double GridBound = 13;

    /// <summary>Runs it on this thread.</summary>
    /// <param name="options">What the user chose.</param>
    /// <param name="progress">Receives every epoch, on this thread.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MdnResult Run(MdnOptions options, IProgress<EpochLoss>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor y, Tensor x) = NoisyCurve.Sample(options.Points, generator);

        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [options.Hidden], options.Components,
            generator: generator);

        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        using var optimizer = new RmsProp(objective.Parameters, options.LearningRate, options.Alpha);
        var recorder =
            new SnapshotRecorder(objective, DenseWeights.WidthsOf(network), options.Epochs, progress);
        var clock = Stopwatch.StartNew();
        double[] losses = Trainer.Minimize(objective, x, y, optimizer, options.Epochs, recorder, cancellation);
        clock.Stop();
        recorder.Finish(options.Epochs);

        using var noGrad = no_grad();
        (Tensor newY, Tensor newX) = NoisyCurve.Sample(options.Points, generator);
        // In blocks: the terms of a million points at once would take gigabytes, and so would their pictures.
        double testLoss = objective.Loss(newX, newY);

        Tensor testX = NoisyCurve.Uniform(Math.Min(options.Points, MaxShown), TestBound, generator);
        GaussianMixture mixture = network.call(testX);
        Tensor samples =
            GaussianMixture.Diagonal(mixture.LogWeights, mixture.Means, mixture.Scales, generator).sample();

        return new MdnResult(
            new Points(Plain.Column(x), Plain.Column(y)),
            new Points(Plain.Column(testX), Plain.Column(samples)),
            new Mixtures(
                Plain.Column(testX),
                Plain.Table(mixture.LogWeights.exp()),
                Plain.Table(mixture.Means.squeeze(-1)),
                Plain.Table(mixture.Scales.squeeze(-1))),
            Density(network),
            new Training(losses, clock.Elapsed, testLoss, Entropy.OfInverse(), "conditional entropy"),
            recorder.Snapshots,
            network.LogScaleBounds);
    }

    private static DensityGrid Density(MixtureDensityNetwork network)
    {
        Tensor x = linspace(-TestBound, TestBound, GridColumns);
        Tensor y = linspace(-GridBound, GridBound, GridRows);
        GaussianMixture mixture = network.call(x.unsqueeze(-1));
        // Row by row: for many components the terms of all rows at once would take gigabytes.
        Tensor densities = stack([.. y.unbind().Select(row => DensityAt(row, mixture))]);
        return new DensityGrid(Plain.Column(x), Plain.Column(y), Plain.Table(densities));
    }

    private static Tensor DensityAt(Tensor y, GaussianMixture mixture)
    {
        using var scope = NewDisposeScope();
        return mixture.log_prob(y.reshape(1, 1)).exp().MoveToOuterDisposeScope();
    }
}
