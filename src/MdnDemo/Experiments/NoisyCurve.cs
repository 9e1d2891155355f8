using static TorchSharp.torch;

namespace MdnDemo.Experiments;

/// <summary>
/// The curve of both experiments, v = f(u) + ε with f(u) = 7 sin(0.75 u) + 0.5 u, u ~ U(−10.5, 10.5) and ε ~ N(0, 1).
/// </summary>
/// <remarks>
/// The regression learns u ↦ v. The mixture density network learns the inverse v ↦ u, where one v belongs to up to five
/// u.
/// </remarks>
internal static class NoisyCurve
{
    /// <summary>u lies between −<see cref="Bound"/> and <see cref="Bound"/>.</summary>
    public const double Bound = 10.5;

    /// <summary>The standard deviation of ε.</summary>
    public const double NoiseDeviation = 1;

    /// <summary>f(u).</summary>
    public static double Value(double u) => 7 * Math.Sin(0.75 * u) + 0.5 * u;

    /// <summary>Random points of the curve.</summary>
    /// <param name="count">How many, N.</param>
    /// <param name="generator">The source of randomness.</param>
    /// <returns>u and v, [N, 1] each.</returns>
    public static (Tensor U, Tensor V) Sample(long count, Generator generator)
    {
        using var scope = NewDisposeScope();
        Tensor u = Uniform(count, Bound, generator);
        Tensor ε = NoiseDeviation * randn([count, 1], generator: generator);
        Tensor v = 7 * (0.75 * u).sin() + 0.5 * u + ε;
        return (u.MoveToOuterDisposeScope(), v.MoveToOuterDisposeScope());
    }

    /// <summary>Random numbers, uniform between −bound and bound.</summary>
    /// <param name="count">How many, N.</param>
    /// <param name="generator">The source of randomness.</param>
    /// <returns>[N, 1].</returns>
    public static Tensor Uniform(long count, double bound, Generator generator) =>
        empty([count, 1]).uniform_(-bound, bound, generator);
}
