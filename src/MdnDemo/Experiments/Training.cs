namespace MdnDemo.Experiments;

/// <summary>The course of a training.</summary>
/// <param name="Losses">The loss of every epoch.</param>
/// <param name="Duration">The duration of all epochs.</param>
/// <param name="TestLoss">The trained network's loss on as many new points.</param>
/// <param name="IrreducibleLoss">The expected loss of a network that knows the problem: no network does better on new
/// points.</param>
/// <param name="IrreducibleLossName">Its name.</param>
internal sealed record Training(double[] Losses, TimeSpan Duration, double TestLoss, double IrreducibleLoss,
    string IrreducibleLossName);
