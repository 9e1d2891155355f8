namespace MdnDemo.Experiments;

/// <summary>
/// A mixture at each of N inputs, as numbers; row n of every table belongs to input n, column k to component k.
/// </summary>
/// <param name="X">The inputs.</param>
/// <param name="Weights">π, summing to 1 over a row.</param>
/// <param name="Means">μ, in units of y.</param>
/// <param name="Scales">σ, in units of y.</param>
internal sealed record Mixtures(double[] X, double[,] Weights, double[,] Means, double[,] Scales);
