using System.Diagnostics;
using MixtureDensity;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MdnDemo.Experiments;

/// <summary>
/// The regression x ↦ y: one y belongs to every x, and a network with a squared error finds its mean.
/// </summary>
internal static class RegressExperiment
{
    /// <summary>Runs it on this thread.</summary>
    /// <param name="options">What the user chose.</param>
    /// <param name="progress">Receives every epoch, on this thread.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RegressResult Run(RegressOptions options, IProgress<EpochLoss>? progress,
        CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor x, Tensor y) = NoisyCurve.Sample(options.Points, generator);

        using Sequential network = CreateNetwork(options.Hidden, generator);

        using IObjective objective = AnalyticObjective.SquaredError(network);
        using var optimizer = new RmsProp(objective.Parameters, options.LearningRate, options.Alpha);
        var recorder = new SnapshotRecorder(objective, [1, options.Hidden, 1], options.Epochs, progress);
        var clock = Stopwatch.StartNew();
        double[] losses = Trainer.Minimize(objective, x, y, optimizer, options.Epochs, recorder, cancellation);
        clock.Stop();
        recorder.Finish(options.Epochs);

        using var noGrad = no_grad();
        (Tensor newX, Tensor newY) = NoisyCurve.Sample(options.Points, generator);
        Tensor predictions = network.call(newX);
        double testLoss = functional.mse_loss(predictions, newY).ToDouble();

        // The mean of y at x, which is the best prediction, misses y by the noise.
        double irreducibleLoss = NoisyCurve.NoiseDeviation * NoisyCurve.NoiseDeviation;
        return new RegressResult(
            new Points(Plain.Column(x), Plain.Column(y)),
            new Points(Plain.Column(newX), Plain.Column(predictions)),
            new Training(losses, clock.Elapsed, testLoss, irreducibleLoss, "noise variance"),
            recorder.Snapshots);
    }

    /// <summary>The network, with the weights that it starts from.</summary>
    public static Sequential CreateNetwork(int hidden, Generator generator)
    {
        Sequential network = Sequential(Linear(1, hidden), ReLU(), Linear(hidden, 1));
        // As Linear does it, U(−1/√n, 1/√n) for n inputs of a layer, but from a generator of our own.
        using var noGrad = no_grad();
        foreach (Linear layer in network.children().OfType<Linear>())
        {
            double bound = 1 / Math.Sqrt(layer.in_features);
            layer.weight!.uniform_(-bound, bound, generator);
            layer.bias!.uniform_(-bound, bound, generator);
        }
        return network;
    }
}
