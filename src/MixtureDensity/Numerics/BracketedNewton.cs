namespace MixtureDensity;

/// <summary>
/// Newton's method for one unknown inside a bracket: it goes where the cubic through the values and slopes of both ends
/// has
/// its root, where that cubic can be trusted; and to the middle where that is too slow.
/// </summary>
internal static class BracketedNewton
{
    // A bracket that so many steps have not halved is cut in two.
    private const int Patience = 3;

    // A step on which the slope changes by more than this part of itself is not the last.
    private const double Bent = 0.01;

    /// <summary>The root of a function between two points.</summary>
    /// <param name="function">The function.</param>
    /// <param name="a">A point below the root.</param>
    /// <param name="b">A point that is not.</param>
    /// <param name="resolution">How near to the root the result must be, beside the rounding of the root.</param>
    /// <param name="neighbourhood">How far from a point its bound of the third derivative holds.</param>
    public static double Find<T>(ref T function, LocalExpansion a, LocalExpansion b, double resolution,
        double neighbourhood)
        where T : IRisingFunction, allows ref struct
    {
        double required = double.PositiveInfinity;
        for (int step = 1; ; step++)
        {
            double width = b.X - a.X;
            if (!(width > resolution + 4e-16 * Math.Max(Math.Abs(a.X), Math.Abs(b.X))))
                return Math.Abs(a.Value) < Math.Abs(b.Value) ? a.X : b.X;
            bool isSlow = step % Patience == 0 && width > required;
            if (step % Patience == 0)
                required = 0.5 * width;
            double x = isSlow ? double.NaN : Guess(a, b);
            LocalExpansion c = function.At(x > a.X && x < b.X ? x : a.X + 0.5 * width);

            // The root by Taylor's theorem, for the inverse function, to the second order; and twice its third term.
            double newton = -c.Value / c.Slope, second = c.SecondDerivative / c.Slope;
            double error = Math.Abs(newton * newton * newton) * (second * second
                + c.ThirdDerivativeBound / (3 * c.Slope));
            if (c.Slope > 0 && Math.Abs(newton) <= neighbourhood && Math.Abs(second * newton) <= Bent
                && error <= resolution)
                return Math.Clamp(c.X + newton * (1 - 0.5 * second * newton), a.X, b.X);
            if (c.Value < 0)
                a = c;
            else
                b = c;
        }
    }

    /// <summary>Where the root may be: anything, NaN included, where the ends do not tell.</summary>
    private static double Guess(in LocalExpansion a, in LocalExpansion b)
    {
        double rise = b.Value - a.Value, width = b.X - a.X;
        // x as a function of the value is a cubic that rises all the way where neither end is thrice as steep as the
        // chord.
        double steepnessA = rise / (a.Slope * width), steepnessB = rise / (b.Slope * width);
        if (steepnessA <= 3 && steepnessB <= 3)
        {
            double t = -a.Value / rise, rest = 1 - t;
            return a.X + width * t * (rest * rest * steepnessA + t * (3 - 2 * t - rest * steepnessB));
        }
        return Math.Abs(a.Value) < Math.Abs(b.Value) ? a.X - a.Value / a.Slope : b.X - b.Value / b.Slope;
    }
}
