namespace MixtureDensity.Onnx;

/// <summary>The standard normal distribution. The runtimes have ONNX's Erf in single precision only.</summary>
internal static class NormalGraph
{
    // (1 + t) exp(t²/2) Φ(−t) as a polynomial in u = (t − 3.5)/(t + 3.5), highest power first: the interpolant at the
    // Chebyshev points of 0 ≤ t ≤ 40, computed with 40 digits. Its relative error is at most 1.8e-9.
    private const double Centre = 3.5;

    private static readonly double[] Tail =
        [-2.4269887410955968e-5, -2.1551475704173063e-5, 2.001126252775697e-4, 1.4522872740420535e-4,
         -1.4189356831532433e-3, 2.6334994053368641e-4, 1.0378931347141413e-2, -3.0256023467864203e-2,
         3.804775490221657e-2, 7.8682542554580736e-4, -9.7712573505791966e-2, 4.7855319152760571e-1];

    /// <summary>exp(−z²/2).</summary>
    public static GraphValue Kernel(GraphValue z) => (z * z * -0.5).Apply("Exp");

    /// <summary>Φ(z): in double precision to nine digits of the lower tail, else to seven decimals.</summary>
    /// <param name="z">The value.</param>
    /// <param name="kernel">exp(−z²/2).</param>
    /// <remarks>
    /// Source: M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x &lt;
    /// ∞", 1981.
    /// </remarks>
    public static GraphValue Below(GraphValue z, GraphValue kernel)
    {
        if (z.Type == ElementType.Float)
            return ((z * Math.Sqrt(0.5)).Apply("Erf") + 1) * 0.5;
        GraphValue t = z.Apply("Abs"), u = (t - Centre) / (t + Centre), sum = u * Tail[0] + Tail[1];
        foreach (double coefficient in Tail.Skip(2))
            sum = sum * u + coefficient;
        GraphValue tail = kernel * sum / (t + 1);
        return (z < 0).Choose(tail, -tail + 1);
    }
}
