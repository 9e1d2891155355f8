using System.Numerics;
using TorchSharp;
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

    /// <summary>Minimises the mean negative log-likelihood of the training rows over a part of the schedule, with none held out.</summary>
    /// <param name="network">The network; on return it has the running mean of the weights.</param>
    /// <param name="x">Training inputs, [N, inputs], in their own units.</param>
    /// <param name="y">Training targets, [N, D], in their own units.</param>
    /// <param name="part">The part of the schedule after which to stop, as held-out rows chose it in other fits.</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="cancellation">Ends the fit between two steps.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Refit(
        MixtureDensityNetwork network, Tensor x, Tensor y, double part, FitOptions options, Generator? generator = null, CancellationToken cancellation = default)
    {
        if (network.Dtype == ScalarType.Float32)
            Refit<float>(network, x, y, part, options, generator, cancellation);
        else
            Refit<double>(network, x, y, part, options, generator, cancellation);
    }

    private static FitResult Fit<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY,
        FitOptions options, Generator? generator, IProgress<FitProgress>? progress, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var steps = new AveragedSteps<T>(network, x, y, options, generator);
        int evaluateEvery = Math.Max(1, steps.Count / Evaluations);
        T[] best = steps.Weights.ToArray();
        int bestStep = 0;
        double bestLoss = steps.Loss(heldOutX, heldOutY, cancellation);
        List<FitProgress> curve = [new(0, bestLoss, bestLoss)];
        bool wasHalved = false;
        double sum = 0;
        int since = 0;
        for (int step = 0; step < steps.Count && !cancellation.IsCancellationRequested; step++)
        {
            double loss = steps.Take(step);
            sum += loss;
            since++;
            if (double.IsFinite(loss) && (step + 1) % evaluateEvery != 0 && step + 1 < steps.Count)
                continue;

            double heldOut = double.IsFinite(loss) ? steps.LossOfMean(heldOutX, heldOutY, cancellation) : double.NaN;
            if (cancellation.IsCancellationRequested)
                break;
            if (!double.IsFinite(heldOut))
            {
                if (wasHalved)
                    throw new DivergenceException(step, double.IsFinite(loss) ? heldOut : loss);
                wasHalved = true;
                steps.Restart(best);
                (sum, since) = (0, 0);
                continue;
            }
            curve.Add(new FitProgress(step + 1, sum / since, heldOut));
            (sum, since) = (0, 0);
            if (heldOut < bestLoss)
            {
                (bestLoss, bestStep) = (heldOut, step + 1);
                steps.Mean.CopyTo(best);
            }
            progress?.Report(curve[^1]);
            if (step + 1 - bestStep > options.Patience * steps.Count)
                break;
        }
        best.CopyTo(steps.Weights);
        return new FitResult(bestStep, bestLoss, curve, cancellation.IsCancellationRequested);
    }

    private static void Refit<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, double part, FitOptions options, Generator? generator, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var steps = new AveragedSteps<T>(network, x, y, options, generator);
        int count = Math.Max(1, (int)Math.Round(part * steps.Count));
        for (int step = 0; step < count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            double loss = steps.Take(step);
            if (!double.IsFinite(loss))
                throw new DivergenceException(step, loss);
        }
        steps.Mean.CopyTo(steps.Weights);
    }
}
