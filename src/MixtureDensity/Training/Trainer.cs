using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The training loop: it minimises any loss, and knows nothing of the model behind it.</summary>
public static class Trainer
{
    /// <summary>Takes <paramref name="epochs"/> full-batch steps down the gradient of a loss.</summary>
    /// <param name="loss">The loss at the present weights, a scalar tensor with a gradient; called once an epoch, in a dispose scope of its own.</param>
    /// <param name="optimizer">What steps; it holds the parameters.</param>
    /// <param name="epochs">How many steps, at least 1.</param>
    /// <param name="progress">Told of every epoch, on this thread, before its step.</param>
    /// <param name="cancellation">Ends the training between two steps.</param>
    /// <returns>The loss of every epoch before its step, as many as <paramref name="epochs"/>.</returns>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static double[] Minimize(
        Func<Tensor> loss, optim.Optimizer optimizer, int epochs, IProgress<EpochLoss>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        var losses = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            // TorchSharp tells the garbage collector nothing of its tensors: without a scope a step they pile up.
            using var scope = NewDisposeScope();
            Tensor value = loss();
            losses[epoch] = value.ToDouble();
            if (!double.IsFinite(losses[epoch]))
                throw new DivergenceException(epoch, losses[epoch]);
            progress?.Report(new EpochLoss(epoch, losses[epoch]));
            optimizer.zero_grad();
            value.backward();
            optimizer.step();
        }
        return losses;
    }
}
