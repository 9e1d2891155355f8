namespace MdnDemo.Experiments;

/// <summary>How a training went.</summary>
/// <param name="Losses">The loss of every epoch.</param>
/// <param name="Duration">How long the epochs took together.</param>
/// <param name="TestLoss">The trained network's loss on as many new points.</param>
/// <param name="IrreducibleLoss">The expected loss of a network that knows the problem: no network does better on new
/// points.</param>
/// <param name="IrreducibleLossName">What that is called.</param>
internal sealed record Training(double[] Losses, TimeSpan Duration, double TestLoss, double IrreducibleLoss,
    string IrreducibleLossName);
