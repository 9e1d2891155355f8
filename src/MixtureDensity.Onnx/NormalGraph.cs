namespace MixtureDensity.Onnx;

/// <summary>The standard normal distribution. The runtimes have ONNX's Erf in single precision only.</summary>
internal static class NormalGraph
{
    // (1 + t) exp(t²/2) Φ(−t) as a polynomial in u = (t − 4)/(t + 4), highest power first: the interpolant at the
    // Chebyshev points of t ≥ 0, computed with 40 digits. Its relative error is at most 3e-12.
    private const double Centre = 4;

    // Up to this product of an interval's width and 1 plus its distance from 0 a series is used; its relative error is
    // the fourth power.
    private const double MaxNarrow = 1e-3;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private static readonly double[] Tail =
        [2.3603940406532019e-7, 3.0017987220017135e-7, -2.1405261012059300e-6, -3.2101140228708640e-6,
         1.3222226917909645e-5, 2.1031487025794103e-5, -8.7649018608228796e-5, -9.4311889194668416e-5,
         6.9483761395888483e-4, -2.8565901355390714e-4, -5.0023692970952724e-3, 1.7936103227265850e-2,
         -3.2197838084997280e-2, 2.8600363641764780e-2, 1.3999634738051719e-2, -9.6703477317936715e-2,
         4.7205320650984467e-1];

    /// <summary>exp(−z²/2).</summary>
    public static GraphValue Kernel(GraphValue z) => (z * z * -0.5).Apply("Exp");

    /// <summary>Φ(z): in double precision with all digits of the lower tail, else to seven decimals.</summary>
    /// <param name="z">The value.</param>
    /// <param name="kernel">exp(−z²/2).</param>
    public static GraphValue Below(GraphValue z, GraphValue kernel)
    {
        if (z.Type == ElementType.Float)
            return ((z * Math.Sqrt(0.5)).Apply("Erf") + 1) * 0.5;
        GraphValue tail = kernel * ScaledTail(z.Apply("Abs"));
        return (z < 0).Choose(tail, -tail + 1);
    }

    /// <summary>log P(a ≤ Z ≤ b) in double precision, without cancellation in either tail.</summary>
    /// <param name="a">The lower end, above −1e100.</param>
    /// <param name="b">The upper end; what is not above a gives no number.</param>
    public static GraphValue LogInterval(GraphValue a, GraphValue b)
    {
        // The mirrored interval has the same probability and lies on the right.
        GraphValue isLeft = a + b < 0;
        (a, b) = (isLeft.Choose(-b, a), isLeft.Choose(-a, b));
        GraphValue width = b - a, rise = width * (a + b) * 0.5, tail = ScaledTail(a.Apply("Abs"));
        // Φ(−a) − Φ(−b), without its factor exp(−a²/2), which may be 0.
        GraphValue beside = a * a * -0.5 + (tail - ScaledTail(b) * (-rise).Apply("Exp")).Apply("Log");
        // Where 0 is inside: 1 − Φ(a) − Φ(−b).
        GraphValue about = (-(Kernel(a) * tail + Kernel(b) * ScaledTail(b)) + 1).Apply("Log");
        // φ(m) δ (1 + (m² − 1) δ²/24), where a difference would lose digits.
        GraphValue middle = a + width * 0.5, square = middle * middle;
        GraphValue narrow = width.Apply("Log") - square * 0.5 + (square - 1) * width * width / 24 - HalfLogTwoPi;
        return ((b + 1) * width < MaxNarrow).Choose(narrow, (a < 0).Choose(about, beside));
    }

    /// <summary>exp(t²/2) Φ(−t) for t ≥ 0.</summary>
    /// <remarks>
    /// Source: M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x &lt;
    /// ∞", 1981.
    /// </remarks>
    public static GraphValue ScaledTail(GraphValue t)
    {
        GraphValue u = (t - Centre) / (t + Centre), sum = u * Tail[0] + Tail[1];
        foreach (double coefficient in Tail.Skip(2))
            sum = sum * u + coefficient;
        return sum / (t + 1);
    }
}
