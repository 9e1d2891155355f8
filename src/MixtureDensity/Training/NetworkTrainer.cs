using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Fits a network to a table: AdamW with a cosine schedule on mini-batches, gradient clipping, a running mean of the
/// weights, and
/// early stopping with the best of them restored.
/// </summary>
public static class NetworkTrainer
{
    /// <summary>
    /// Minimises the mean negative log-likelihood of the training rows, and keeps the weights that are best on the
    /// held-out ones.
    /// </summary>
    /// <param name="network">The network; on return it has the best weights.</param>
    /// <param name="x">Training inputs, [N, inputs], in their own units.</param>
    /// <param name="y">Training targets, [N, D], in their own units.</param>
    /// <param name="heldOutX">Held-out inputs, [M, inputs].</param>
    /// <param name="heldOutY">Held-out targets, [M, D].</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="progress">Told of every evaluation, on this thread.</param>
    /// <param name="cancellation">Ends the fit between two steps; the best weights so far are kept.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning
    /// rate.</exception>
    public static TrainingResult Train(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY,
        TrainingOptions options, Generator? generator = null, IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellation = default) =>
        network.Dtype == ScalarType.Float32
            ? Train<float>(network, x, y, heldOutX, heldOutY, options, generator, progress, cancellation)
            : Train<double>(network, x, y, heldOutX, heldOutY, options, generator, progress, cancellation);

    /// <summary>
    /// Minimises the mean negative log-likelihood of the training rows over a part of the schedule, with none held out.
    /// </summary>
    /// <param name="network">The network; on return it has the running mean of the weights.</param>
    /// <param name="x">Training inputs, [N, inputs], in their own units.</param>
    /// <param name="y">Training targets, [N, D], in their own units.</param>
    /// <param name="part">The part of the schedule after which to stop, as held-out rows chose it in other
    /// fits.</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="cancellation">Ends the fit between two steps.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void TrainWithoutValidation(
        MixtureDensityNetwork network, Tensor x, Tensor y, double part, TrainingOptions options,
            Generator? generator = null, CancellationToken cancellation = default)
    {
        if (network.Dtype == ScalarType.Float32)
            TrainWithoutValidation<float>(network, x, y, part, options, generator, cancellation);
        else
            TrainWithoutValidation<double>(network, x, y, part, options, generator, cancellation);
    }

    private static TrainingResult Train<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY,
        TrainingOptions options, Generator? generator, IProgress<TrainingProgress>? progress,
            CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var run = new TrainingRun<T>(network, RowsOf<T>(network, x, y), RowsOf<T>(network, heldOutX, heldOutY),
            options, generator, progress);
        run.Advance(1, cancellation);
        return run.Finish();
    }

    private static void TrainWithoutValidation<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, double part, TrainingOptions options, Generator? generator,
            CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        TrainWithoutValidation(network, RowsOf<T>(network, x, y), part, options, generator, null, cancellation);
    }

    /// <param name="network">The network.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="part">The part of the schedule.</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="progress">Told now and then which part is done.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <inheritdoc cref="TrainWithoutValidation(MixtureDensityNetwork, Tensor, Tensor, double, TrainingOptions,
    /// Generator?, CancellationToken)"/>
    internal static void TrainWithoutValidation<T>(
        MixtureDensityNetwork network, RowSet<T> training, double part, TrainingOptions options, Generator? generator,
            Action<double>? progress, CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var steps = new TrainingSteps<T>(network, training, options, generator);
        int count = Math.Max(1, (int)Math.Round(part * steps.Count));
        int tellEvery = Math.Max(1, count / TrainingRun<T>.Evaluations);
        for (int step = 0; step < count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            double loss = steps.Take(step);
            if (!double.IsFinite(loss))
                throw new DivergenceException(step, loss);
            if ((step + 1) % tellEvery == 0)
                progress?.Invoke((step + 1.0) / count);
        }
        steps.Mean.CopyTo(steps.Weights);
    }

    private static RowSet<T> RowsOf<T>(MixtureDensityNetwork network, Tensor x, Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.dim() != 2 || y.dim() != 2 || x.shape[0] < 1 || x.shape[0] != y.shape[0] || x.shape[1] != network.Inputs
            || y.shape[1] != network.Targets)
            throw new ArgumentException(
                $"x has shape {Shapes.Text(x)} and y {Shapes.Text(y)}; this network takes [N, {network.Inputs}] and "
                    + $"[N, {network.Targets}] with N ≥ 1.");
        foreach (Tensor table in new[] { x, y })
            Shapes.RequireSameKind(table, "The table", network.parameters().First(), "the network");
        return new RowSet<T>(new TensorRows<T>(x, network.InputStandardizer<T>()),
            new TensorRows<T>(y, network.TargetStandardizer<T>()));
    }
}
