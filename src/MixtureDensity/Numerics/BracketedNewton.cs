namespace MixtureDensity;

/// <summary>
/// Finds a root inside a bracket by inverse cubic Hermite interpolation, with bisection as a safeguard and a
/// second-order Newton step at the end.
/// </summary>
internal static class BracketedNewton
{
    // Bisect if this many steps have not halved the bracket.
    private const int MaxStepsPerHalving = 3;

    // The final Newton step may change the slope by at most this fraction.
    private const double MaxSlopeChange = 0.01;

    /// <summary>Finds the root of an increasing function in [a, b].</summary>
    /// <param name="function">The function.</param>
    /// <param name="a">The lower end, where the function is negative.</param>
    /// <param name="b">The upper end, where it is not negative.</param>
    /// <param name="tolerance">The absolute tolerance, in addition to a relative one of 4e-16.</param>
    /// <param name="radius">The distance from a point within which its bound of the third derivative holds.</param>
    public static double Find<T>(ref T function, LocalExpansion a, LocalExpansion b, double tolerance, double radius)
        where T : IIncreasingFunction, allows ref struct
    {
        double requiredWidth = double.PositiveInfinity;
        for (int step = 1; ; step++)
        {
            double width = b.X - a.X;
            if (!(width > tolerance + 4e-16 * Math.Max(Math.Abs(a.X), Math.Abs(b.X))))
                return Math.Abs(a.Value) < Math.Abs(b.Value) ? a.X : b.X;
            bool isSlow = false;
            if (step % MaxStepsPerHalving == 0)
                (isSlow, requiredWidth) = (width > requiredWidth, 0.5 * width);
            double x = isSlow ? double.NaN : Interpolate(a, b);
            LocalExpansion c = function.At(x > a.X && x < b.X ? x : a.X + 0.5 * width);

            // Second-order Taylor expansion of the inverse function; the error estimate is twice the third-order term.
            double newton = -c.Value / c.Slope, second = c.SecondDerivative / c.Slope;
            double error =
                Math.Abs(newton * newton * newton) * (second * second + c.ThirdDerivativeBound / (3 * c.Slope));
            if (c.Slope > 0 && Math.Abs(newton) <= radius && Math.Abs(second * newton) <= MaxSlopeChange
                && error <= tolerance)
                return Math.Clamp(c.X + newton * (1 - 0.5 * second * newton), a.X, b.X);
            if (c.Value < 0)
                a = c;
            else
                b = c;
        }
    }

    /// <summary>Estimates the root from both ends. The result may lie outside the bracket or be NaN.</summary>
    private static double Interpolate(in LocalExpansion a, in LocalExpansion b)
    {
        double rise = b.Value - a.Value, width = b.X - a.X;
        // The inverse cubic is monotone if neither relative steepness exceeds 3 (Fritsch and Carlson 1980).
        double steepnessA = rise / (a.Slope * width), steepnessB = rise / (b.Slope * width);
        if (steepnessA <= 3 && steepnessB <= 3)
        {
            double t = -a.Value / rise, rest = 1 - t;
            return a.X + width * t * (rest * rest * steepnessA + t * (3 - 2 * t - rest * steepnessB));
        }
        return Math.Abs(a.Value) < Math.Abs(b.Value) ? a.X - a.Value / a.Slope : b.X - b.Value / b.Slope;
    }
}
