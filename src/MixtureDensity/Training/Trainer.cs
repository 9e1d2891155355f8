using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A training loop for any objective or loss.</summary>
public static class Trainer
{
    /// <summary>Minimises an objective by <paramref name="epochs"/> full-batch steps.</summary>
    /// <param name="objective">The objective, evaluated once per epoch.</param>
    /// <param name="x">The inputs, [N, inputs].</param>
    /// <param name="y">The targets, [N, D].</param>
    /// <param name="optimizer">The optimizer of the objective's parameters.</param>
    /// <param name="epochs">The number of steps, at least 1.</param>
    /// <param name="progress">Receives the loss of every epoch before its step, on this thread.</param>
    /// <param name="cancellation">Stops the training between two steps.</param>
    /// <returns>The loss of every epoch before its step, [epochs].</returns>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="ArgumentException">The optimizer has none of the parameters.</exception>
    /// <exception cref="InvalidOperationException">The network was moved or converted by <c>.to(...)</c> after the
    /// optimizer was made.</exception>
    public static double[] Minimize(
        IObjective objective, Tensor x, Tensor y, optim.Optimizer optimizer, int epochs,
        IProgress<EpochLoss>? progress = null, CancellationToken cancellation = default)
    {
        AutogradObjective.RequirePresent(optimizer.parameters(), "optimizer");
        Tensor[] own = [.. objective.Parameters.Where(p => !p.IsInvalid)];
        if (own.Length > 0 && !optimizer.parameters().Any(p => own.Any(o => SharesMemory(p, o))))
            throw new ArgumentException(
                "The optimizer has none of the objective's parameters; make it from objective.Parameters.",
                nameof(optimizer));
        return Minimize(() => objective.Evaluate(x, y), optimizer, epochs, progress, cancellation);
    }

    /// <summary>Minimises a loss that autograd differentiates by <paramref name="epochs"/> steps.</summary>
    /// <param name="loss">Computes the loss at the current weights, a scalar tensor with a gradient; called once per
    /// epoch, in its own dispose scope.</param>
    /// <param name="optimizer">The optimizer of the parameters.</param>
    /// <param name="epochs">The number of steps, at least 1.</param>
    /// <param name="progress">Receives the loss of every epoch before its step, on this thread.</param>
    /// <param name="cancellation">Stops the training between two steps.</param>
    /// <returns>The loss of every epoch before its step, [epochs].</returns>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="ArgumentException">The optimizer has none of the parameters.</exception>
    /// <exception cref="InvalidOperationException">The network was moved or converted by <c>.to(...)</c> after the
    /// optimizer was made.</exception>
    public static double[] Minimize(
        Func<Tensor> loss, optim.Optimizer optimizer, int epochs, IProgress<EpochLoss>? progress = null,
        CancellationToken cancellation = default)
    {
        bool isFirst = true;
        return Minimize(Differentiate, optimizer, epochs, progress, cancellation);

        double Differentiate()
        {
            // Parameters of another network may have gradients of an earlier training, which would hide that the loss
            // gives them none.
            Tensor?[] old = isFirst ? [.. optimizer.parameters().Select(p => p.grad)] : [];
            foreach (Parameter parameter in isFirst ? optimizer.parameters() : [])
                parameter.grad = null;
            double value = AutogradObjective.Differentiate(loss, optimizer.parameters());
            foreach (var (parameter, kept) in optimizer.parameters().Zip(old))
            {
                // An objective of the network may share the old gradient.
                if (kept is null || parameter.grad is not { } gradient)
                    continue;
                kept.copy_(gradient);
                parameter.grad = kept;
            }
            isFirst = false;
            return value;
        }
    }

    // A network's parameters are parts of its objective's.
    private static bool SharesMemory(Tensor part, Tensor whole)
    {
        if (ReferenceEquals(part, whole) || part.device_type != DeviceType.CPU || whole.device_type != DeviceType.CPU)
            return ReferenceEquals(part, whole);
        return part.bytes.Length > 0 && whole.bytes.Overlaps(part.bytes);
    }

    private static double[] Minimize(
        Func<double> evaluate, optim.Optimizer optimizer, int epochs, IProgress<EpochLoss>? progress,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        AutogradObjective.RequirePresent(optimizer.parameters(), "optimizer");
        var losses = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            // Without a dispose scope per step, tensors accumulate; see docs/architecture.md.
            using var scope = NewDisposeScope();
            losses[epoch] = evaluate();
            if (epoch == 0 && optimizer.parameters().All(p => p.grad is null))
                throw new ArgumentException(
                    "The loss has no gradient in any parameter of the optimizer: it belongs to another network, or to "
                        + "another objective.", nameof(optimizer));
            if (!double.IsFinite(losses[epoch]))
                throw new DivergenceException(epoch, losses[epoch]);
            progress?.Report(new EpochLoss(epoch, losses[epoch]));
            try
            {
                optimizer.step();
            }
            catch (KeyNotFoundException e) when (epoch == 0)
            {
                // TorchSharp's optimizers keep their state by the handles that the parameters had.
                throw AutogradObjective.Replaced("optimizer", e);
            }
        }
        return losses;
    }
}
