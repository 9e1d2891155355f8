using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The training loop: it minimises any loss, and knows nothing of the model behind it.</summary>
public static class Trainer
{
    /// <summary>Takes <paramref name="epochs"/> full-batch steps down the gradient of an objective.</summary>
    /// <param name="objective">The loss and its gradient; evaluated once an epoch.</param>
    /// <param name="x">The inputs of all rows, [N, inputs].</param>
    /// <param name="y">Their targets, [N, D].</param>
    /// <param name="optimizer">What steps; it holds the objective's parameters.</param>
    /// <param name="epochs">How many steps, at least 1.</param>
    /// <param name="progress">Told of every epoch, on this thread, before its step.</param>
    /// <param name="cancellation">Ends the training between two steps.</param>
    /// <returns>The loss of every epoch before its step, as many as <paramref name="epochs"/>.</returns>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static double[] Minimize(
        IObjective objective, Tensor x, Tensor y, optim.Optimizer optimizer, int epochs,
        IProgress<EpochLoss>? progress = null, CancellationToken cancellation = default) =>
        Minimize(() => objective.Evaluate(x, y), optimizer, epochs, progress, cancellation);

    /// <summary>
    /// Takes <paramref name="epochs"/> steps down the gradient of a loss that autograd differentiates.
    /// </summary>
    /// <param name="loss">The loss at the present weights, a scalar tensor with a gradient; called once an epoch, in a
    /// dispose scope of its own.</param>
    /// <param name="optimizer">What steps; it holds the parameters.</param>
    /// <param name="epochs">How many steps, at least 1.</param>
    /// <param name="progress">Told of every epoch, on this thread, before its step.</param>
    /// <param name="cancellation">Ends the training between two steps.</param>
    /// <returns>The loss of every epoch before its step, as many as <paramref name="epochs"/>.</returns>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static double[] Minimize(
        Func<Tensor> loss, optim.Optimizer optimizer, int epochs, IProgress<EpochLoss>? progress = null,
            CancellationToken cancellation = default) =>
        Minimize(() => AutogradObjective.Differentiate(loss, optimizer.parameters()), optimizer, epochs, progress,
            cancellation);

    private static double[] Minimize(
        Func<double> evaluate, optim.Optimizer optimizer, int epochs, IProgress<EpochLoss>? progress,
            CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        var losses = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            // TorchSharp tells the garbage collector nothing of its tensors: without a scope a step they pile up.
            using var scope = NewDisposeScope();
            losses[epoch] = evaluate();
            if (!double.IsFinite(losses[epoch]))
                throw new DivergenceException(epoch, losses[epoch]);
            progress?.Report(new EpochLoss(epoch, losses[epoch]));
            optimizer.step();
        }
        return losses;
    }
}
