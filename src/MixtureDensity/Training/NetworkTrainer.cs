using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Trains a mixture density network by AdamW on mini-batches, with a cosine learning-rate schedule, gradient clipping,
/// an exponential moving average (EMA) of the weights, and early stopping at the best checkpoint.
/// </summary>
public static class NetworkTrainer
{
    /// <summary>
    /// Minimises the mean negative log-likelihood of the training rows, and restores the checkpoint with the best
    /// validation loss.
    /// </summary>
    /// <param name="network">The network, which receives the best weights.</param>
    /// <param name="x">The training inputs, [N, inputs], not standardised.</param>
    /// <param name="y">The training targets, [N, D], not standardised.</param>
    /// <param name="heldOutX">The validation inputs, [M, inputs].</param>
    /// <param name="heldOutY">The validation targets, [M, D].</param>
    /// <param name="options">The training options.</param>
    /// <param name="generator">The source of randomness of the batches; the global generator if null.</param>
    /// <param name="progress">Receives every evaluation but that before the first step, on this thread.</param>
    /// <param name="cancellation">Stops the training between two steps; the best weights so far are kept.</param>
    /// <exception cref="ArgumentException">A parameter of the network is not on the CPU, not in single or double
    /// precision, or frozen; a shape or dtype does not match; or a value is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning rate; the
    /// network has the best weights so far.</exception>
    public static TrainingResult Train(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY, TrainingOptions options,
        Generator? generator = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        AnalyticObjective.RequireTrainable(network);
        OptionRange.Validate(options);
        return network.Dtype == ScalarType.Float32
            ? Train<float>(network, x, y, heldOutX, heldOutY, options, generator, progress, cancellation)
            : Train<double>(network, x, y, heldOutX, heldOutY, options, generator, progress, cancellation);
    }

    /// <summary>
    /// Minimises the mean negative log-likelihood of the training rows without validation rows, and stops after a
    /// fraction of the schedule.
    /// </summary>
    /// <param name="network">The network, which receives the EMA of the weights.</param>
    /// <param name="x">The training inputs, [N, inputs], not standardised.</param>
    /// <param name="y">The training targets, [N, D], not standardised.</param>
    /// <param name="part">The fraction of the schedule after which to stop, such as cross-validation found
    /// best.</param>
    /// <param name="options">The training options.</param>
    /// <param name="generator">The source of randomness of the batches; the global generator if null.</param>
    /// <param name="cancellation">Stops the training between two steps.</param>
    /// <exception cref="ArgumentException">A parameter of the network is not on the CPU, not in single or double
    /// precision, or frozen; a shape or dtype does not match; or a value is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the part not above 0 and at most
    /// 1.</exception>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void TrainWithoutValidation(
        MixtureDensityNetwork network, Tensor x, Tensor y, double part, TrainingOptions options,
        Generator? generator = null, CancellationToken cancellation = default)
    {
        AnalyticObjective.RequireTrainable(network);
        OptionRange.Validate(options);
        if (part is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(part), part, "The part is above 0 and at most 1.");
        if (network.Dtype == ScalarType.Float32)
            TrainWithoutValidation<float>(network, x, y, part, options, generator, cancellation);
        else
            TrainWithoutValidation<double>(network, x, y, part, options, generator, cancellation);
    }

    private static TrainingResult Train<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor validationX, Tensor validationY,
        TrainingOptions options, Generator? generator, IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        RowSet<T> training = RowsOf<T>(network, x, y, "x", "y"),
            validation = RowsOf<T>(network, validationX, validationY, "heldOutX", "heldOutY");
        try
        {
            using var run = new TrainingRun<T>(network, training, validation, options, generator, progress);
            run.Advance(1, cancellation);
            return run.Finish();
        }
        finally
        {
            FreeGradients(network);
        }
    }

    private static void TrainWithoutValidation<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, double part, TrainingOptions options, Generator? generator,
        CancellationToken cancellation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        RowSet<T> training = RowsOf<T>(network, x, y, "x", "y");
        try
        {
            TrainWithoutValidation(network, training, part, options, generator, null, cancellation);
        }
        finally
        {
            FreeGradients(network);
        }
    }

    /// <param name="network">The network.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="part">The fraction of the schedule.</param>
    /// <param name="options">The training options.</param>
    /// <param name="generator">The source of randomness of the batches; the global generator if null.</param>
    /// <param name="progress">Receives the completed fraction from time to time.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <param name="head">The likelihood of the outputs; that of the mixture itself if null.</param>
    /// <param name="temperature">The temperature at which the network is calibrated in the end.</param>
    /// <inheritdoc cref="TrainWithoutValidation(MixtureDensityNetwork, Tensor, Tensor, double, TrainingOptions,
    /// Generator?, CancellationToken)"/>
    internal static void TrainWithoutValidation<T>(
        MixtureDensityNetwork network, RowSet<T> training, double part, TrainingOptions options, Generator? generator,
        Action<double>? progress, CancellationToken cancellation, IHead<T>? head = null,
        Temperature temperature = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var steps = new TrainingSteps<T>(network, training, options, generator, head);
        int count = Math.Max(1, (int)Math.Round(part * steps.Count));
        int reportEvery = Math.Max(1, count / TrainingRun<T>.Evaluations);
        for (int step = 0; step < count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            double loss = steps.Take(step);
            if (!double.IsFinite(loss))
                throw DivergenceException.InStep(step, loss);
            if ((step + 1) % reportEvery == 0)
                progress?.Invoke((step + 1.0) / count);
        }
        steps.Average.CopyTo(steps.Weights);
        steps.Calibrate(temperature);
    }

    /// <summary>Frees the gradients of a network, which are scratch memory of the training.</summary>
    internal static void FreeGradients(MixtureDensityNetwork network)
    {
        foreach (Parameter parameter in network.parameters())
            parameter.grad = null;
    }

    private static RowSet<T> RowsOf<T>(
        MixtureDensityNetwork network, Tensor x, Tensor y, string nameOfX, string nameOfY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.dim() != 2 || y.dim() != 2 || x.shape[0] < 1 || x.shape[0] != y.shape[0] || x.shape[1] != network.Inputs
            || y.shape[1] != network.Targets)
            throw new ArgumentException(
                $"{nameOfX} has shape {Shapes.Text(x)} and {nameOfY} {Shapes.Text(y)}; this network takes "
                    + $"[N, {network.Inputs}] and [N, {network.Targets}] with N ≥ 1.");
        foreach (var (table, name) in new[] { (x, nameOfX), (y, nameOfY) })
        {
            Shapes.RequireSameKind(table, name, network.parameters().First(), "the network");
            Shapes.RequireFinite(table, name);
        }
        return new RowSet<T>(new TensorRows<T>(x, network.InputStandardizer<T>()),
            new TensorRows<T>(y, network.TargetStandardizer<T>()));
    }
}
