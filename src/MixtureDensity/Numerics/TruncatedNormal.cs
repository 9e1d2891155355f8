using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>A standard normal variable Z in an interval [a, b], in double precision and without cancellation.</summary>
internal static class TruncatedNormal
{
    // Up to this width, and this difference of exponents, quadrature is exact and differences of tails are not.
    private const double MaxWidth = 1;
    private const double MaxExponent = 1;

    // The polynomial for a tail holds up to here.
    private const double MaxPolynomial = 38;

    private static readonly double LogRootTwoPi = StandardNormal.HalfLogTwoPi, RootTwoPi = Math.Sqrt(2 * Math.PI);

    /// <summary>log P(a ≤ Z ≤ b) = log(Φ(b) − Φ(a)).</summary>
    /// <param name="a">The lower end; −∞ is allowed.</param>
    /// <param name="b">The upper end; ∞ is allowed.</param>
    /// <returns>The logarithm, to about 1e-15 of its size; −∞ if a ≥ b.</returns>
    public static double LogProbability(double a, double b)
    {
        if (!(a < b))
            return double.NegativeInfinity;
        if (double.IsNegativeInfinity(a) && double.IsPositiveInfinity(b))
            return 0;
        // The mirrored interval has the same probability and lies on the right.
        if (a + b < 0)
            (a, b) = (-b, -a);
        double rise = Rise(a, b);
        if (IsNarrow(a, b, rise))
        {
            double middle = a + 0.5 * (b - a);
            double integral = GaussLegendre.Integrate(a - middle, b - middle, middle,
                static (t, middle) => Math.Exp(-t * (middle + 0.5 * t)));
            return Math.Log(integral) - 0.5 * middle * middle - LogRootTwoPi;
        }
        return a > 0
            ? Math.Log(MillsRatio(a) - MillsRatio(b) * Math.Exp(-rise)) - 0.5 * a * a - LogRootTwoPi
            : Log1p(-(UpperTail(-a) + UpperTail(b)));
    }

    /// <summary>E[Z] and Var[Z], given a ≤ Z ≤ b.</summary>
    /// <param name="a">The lower end; −∞ is allowed.</param>
    /// <param name="b">The upper end, above a; ∞ is allowed.</param>
    public static (double Mean, double Variance) Moments(double a, double b)
    {
        if (double.IsNegativeInfinity(a) && double.IsPositiveInfinity(b))
            return (0, 1);
        if (a + b < 0)
        {
            var (mean, variance) = Moments(-b, -a);
            return (-mean, variance);
        }
        double rise = Rise(a, b);
        if (IsNarrow(a, b, rise))
        {
            double middle = a + 0.5 * (b - a), half = 0.5 * (b - a);
            double mass = Part(0), first = Part(1) / mass;
            return (middle + first, Math.Max(0, Part(2) / mass - first * first));

            double Part(int power) => GaussLegendre.Integrate(-half, half, (middle, power),
                static (t, at) => Math.Pow(t, at.power) * Math.Exp(-t * (at.middle + 0.5 * t)));
        }
        double shrink = Math.Exp(-rise);
        // The density at both ends, over the probability of the interval.
        double atA = a > 0
            ? 1 / (MillsRatio(a) - MillsRatio(b) * shrink)
            : Math.Exp(-0.5 * a * a) / (RootTwoPi * (1 - UpperTail(-a) - UpperTail(b)));
        double atB = atA * shrink, shift = atA - atB;
        double ends = (atA > 0 ? a * atA : 0) - (atB > 0 ? b * atB : 0);
        return (Math.Clamp(shift, a, b), Math.Max(0, 1 + ends - shift * shift));
    }

    /// <summary>Draws Z, given a ≤ Z ≤ b, by rejection.</summary>
    /// <param name="a">The lower end; −∞ is allowed.</param>
    /// <param name="b">The upper end, above a; ∞ is allowed.</param>
    /// <param name="random">The source of randomness.</param>
    /// <remarks>Source: C. P. Robert, "Simulation of truncated normal variables", 1995.</remarks>
    public static double Sample(double a, double b, Random random)
    {
        const double TailStart = 0.3;
        const double WideEnough = 2;
        if (double.IsNegativeInfinity(a) && double.IsPositiveInfinity(b))
            return StandardNormal.Sample(random);
        if (a + b < 0)
            return -Sample(-b, -a, random);
        // The proposals in turn: the normal itself, an exponential tail, and a uniform number.
        if (!(a > TailStart) && !(b - a <= WideEnough))
        {
            while (true)
            {
                double z = StandardNormal.Sample(random);
                if (z >= a && z <= b)
                    return z;
            }
        }
        if (a > TailStart && (b - a) * a > WideEnough)
        {
            double rate = 0.5 * (a + Math.Sqrt(a * a + 4));
            while (true)
            {
                double z = a - Math.Log(1 - random.NextDouble()) / rate;
                if (z <= b && random.NextDouble() < Math.Exp(-0.5 * (z - rate) * (z - rate)))
                    return z;
            }
        }
        double nearest = Math.Max(a, 0);
        while (true)
        {
            double z = a + (b - a) * random.NextDouble();
            if (random.NextDouble() < Math.Exp(-0.5 * (z - nearest) * (z + nearest)))
                return z;
        }
    }

    /// <summary>(b² − a²)/2, by which the log density falls from a to b.</summary>
    private static double Rise(double a, double b) => 0.5 * (b - a) * (b + a);

    private static bool IsNarrow(double a, double b, double rise) => b - a <= MaxWidth && rise <= MaxExponent;

    /// <summary>P(Z > z), for z ≥ 0.</summary>
    private static double UpperTail(double z) => MillsRatio(z) * Math.Exp(-0.5 * z * z) / RootTwoPi;

    /// <summary>Mills' ratio P(Z > z)/φ(z), for z ≥ 0.</summary>
    private static double MillsRatio(double z)
    {
        if (z <= MaxPolynomial)
            return RootTwoPi * StandardNormal.UpperTail(Vector256.Create(z), Vector256<double>.One)[0];
        // Laplace's continued fraction 1/(z + 1/(z + 2/(z + 3/(z + …)))).
        double fraction = z;
        for (int i = 8; i > 0; i--)
            fraction = z + i / fraction;
        return 1 / fraction;
    }

    // Source: W. Kahan, by way of N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 1996.
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}
