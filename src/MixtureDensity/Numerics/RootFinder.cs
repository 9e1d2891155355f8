namespace MixtureDensity;

/// <summary>
/// Chandrupatla's method for one unknown: inverse quadratic interpolation where it can be trusted, and bisection
/// elsewhere.
/// </summary>
/// <remarks>
/// Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
/// without
/// using derivatives", 1997.
/// </remarks>
internal static class RootFinder
{
    /// <summary>
    /// The root of a function between two points, in any order, where its values have different signs.
    /// </summary>
    /// <param name="function">A continuous function; its value may be infinite.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other.</param>
    /// <param name="resolution">How near to the root the result must be, beside the rounding of the root.</param>
    public static double Find(Func<double, double> function, double a, double b, double resolution) =>
        Find(function, a, function(a), b, function(b), resolution);

    /// <summary>
    /// The same with the values at both ends; where rounding has left both on one side of 0, the end nearer to it.
    /// </summary>
    public static double Find(Func<double, double> function, double a, double atA, double b, double atB,
        double resolution)
    {
        if (atA == 0 || atB == 0 || atA > 0 == atB > 0)
            return Math.Abs(atA) < Math.Abs(atB) ? a : b;
        double part = 0.5; // where between the ends to look next
        while (true)
        {
            double x = a + part * (b - a);
            double atX = function(x);
            // c is the end that x replaces: x lies between the new a = x and b, and c beyond one of them.
            double c, atC;
            if (atX > 0 == atA > 0)
                (c, atC) = (a, atA);
            else
                (c, atC, b, atB) = (b, atB, a, atA);
            (a, atA) = (x, atX);

            double best = Math.Abs(atA) < Math.Abs(atB) ? a : b;
            double tolerance = resolution + 4e-16 * Math.Abs(best);
            double least = tolerance / Math.Abs(b - a);
            if (!(least < 0.5) || atX == 0)
                return best;

            double ξ = (a - b) / (c - b), φ = (atA - atB) / (atC - atB);
            part = φ * φ < ξ && (1 - φ) * (1 - φ) < 1 - ξ
                ? atA / (atB - atA) * atC / (atB - atC) + (c - a) / (b - a) * atA / (atC - atA) * atB / (atC - atB)
                : 0.5;
            part = Math.Clamp(part, least, 1 - least);
        }
    }
}
