using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Fits a network to a table: AdamW with a cosine schedule on mini-batches, gradient clipping, a running mean of the weights, and
/// early stopping with the best of them restored.
/// </summary>
public static class Fitter
{
    // The held-out rows are looked at so often over a fit.
    private const int Evaluations = 100;

    private const double WarmUp = 0.02;
    private const int RowsAtOnce = 16_384;

    /// <summary>Minimises the mean negative log-likelihood of the training rows, and keeps the weights that are best on the held-out ones.</summary>
    /// <param name="network">The network; on return it has the best weights.</param>
    /// <param name="x">Training inputs, [N, inputs], in their own units.</param>
    /// <param name="y">Training targets, [N, D], in their own units.</param>
    /// <param name="heldOutX">Held-out inputs, [M, inputs].</param>
    /// <param name="heldOutY">Held-out targets, [M, D].</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="progress">Told of every evaluation, on this thread.</param>
    /// <param name="cancellation">Ends the fit between two steps; the best weights so far are kept.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning rate.</exception>
    public static FitResult Fit(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY,
        FitOptions options, Generator? generator = null, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default) =>
        network.Dtype == ScalarType.Float32
            ? Fit<float>(network, x, y, heldOutX, heldOutY, options, generator, progress, cancellation)
            : Fit<double>(network, x, y, heldOutX, heldOutY, options, generator, progress, cancellation);

    private static FitResult Fit<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY,
        FitOptions options, Generator? generator, IProgress<FitProgress>? progress, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        int steps = options.StepsFor(x.shape[0]);
        int evaluateEvery = Math.Max(1, steps / Evaluations);
        double learningRate = options.LearningRate;
        bool wasHalved = false;
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Parameter parameters = objective.Parameters.Single();
        int count = (int)parameters.numel();
        using var weights = new Matrix<T>(parameters.detach().view(1, count));
        using var gradient = new Matrix<T>(parameters.grad!.view(1, count));
        var optimizer = new AdamW<T>(count, options.WeightDecay, options.GradientNorm);
        var average = new WeightAverage<T>(count, options.Averaging);
        using var batches = new Batches(x, y, options.BatchSizeFor(x.shape[0]), network.InputNoise(options.InputNoise), generator);

        T[] best = weights.Entries.ToArray(), present = new T[count];
        int bestStep = 0;
        double bestLoss = MeanLoss(objective, heldOutX, heldOutY, cancellation);
        List<FitProgress> curve = [new(0, bestLoss, bestLoss)];
        double sum = 0;
        int since = 0;
        for (int step = 0; step < steps && !cancellation.IsCancellationRequested; step++)
        {
            using var stepScope = NewDisposeScope();
            var (batchX, batchY) = batches.Next();
            double loss = objective.Evaluate(batchX, batchY);
            if (double.IsFinite(loss))
                optimizer.Step(weights.Entries, gradient.Entries, learningRate * Schedule(step, steps));
            average.Add(weights.Entries);
            sum += loss;
            since++;
            if (double.IsFinite(loss) && (step + 1) % evaluateEvery != 0 && step + 1 < steps)
                continue;

            weights.Entries.CopyTo(present);
            average.Value.CopyTo(weights.Entries);
            double heldOut = double.IsFinite(loss) ? MeanLoss(objective, heldOutX, heldOutY, cancellation) : double.NaN;
            present.CopyTo(weights.Entries);
            if (cancellation.IsCancellationRequested)
                break;
            if (!double.IsFinite(heldOut))
            {
                if (wasHalved)
                    throw new DivergenceException(step, double.IsFinite(loss) ? heldOut : loss);
                wasHalved = true;
                learningRate /= 2;
                best.CopyTo(weights.Entries);
                // Its running moments are as bad as the weights were.
                optimizer = new AdamW<T>(count, options.WeightDecay, options.GradientNorm);
                average.Restart();
                (sum, since) = (0, 0);
                continue;
            }
            curve.Add(new FitProgress(step + 1, sum / since, heldOut));
            (sum, since) = (0, 0);
            if (heldOut < bestLoss)
            {
                (bestLoss, bestStep) = (heldOut, step + 1);
                average.Value.CopyTo(best);
            }
            progress?.Report(curve[^1]);
            if (step + 1 - bestStep > options.Patience * steps)
                break;
        }
        best.CopyTo(weights.Entries);
        return new FitResult(bestStep, bestLoss, curve, cancellation.IsCancellationRequested);
    }

    /// <summary>The learning rate over that of the start: up in a fiftieth of the steps, and down along half a cosine.</summary>
    private static double Schedule(int step, int steps) =>
        Math.Min(1, (step + 1) / (WarmUp * steps + 1)) * 0.5 * (1 + Math.Cos(Math.PI * step / steps));

    /// <summary>The loss of many rows, some at a time; no number of use once it is cancelled.</summary>
    private static double MeanLoss(IObjective objective, Tensor x, Tensor y, CancellationToken cancellation)
    {
        long rows = x.shape[0];
        double sum = 0;
        for (long from = 0; from < rows && !cancellation.IsCancellationRequested; from += RowsAtOnce)
        {
            using var scope = NewDisposeScope();
            long count = Math.Min(RowsAtOnce, rows - from);
            sum += count * objective.Evaluate(x.narrow(0, from, count), y.narrow(0, from, count));
        }
        return sum / rows;
    }
}
