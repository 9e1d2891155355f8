namespace MixtureDensity;

/// <summary>
/// Chandrupatla's root-finding method: inverse quadratic interpolation, with bisection as a safeguard.
/// </summary>
/// <remarks>
/// Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
/// without using derivatives", 1997.
/// </remarks>
internal static class RootFinder
{
    /// <summary>Finds a root between two points, in any order, at which the function has different signs.</summary>
    /// <param name="function">A continuous function; its value may be infinite.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other.</param>
    /// <param name="tolerance">The absolute tolerance, in addition to a relative one of 4e-16.</param>
    public static double Find(Func<double, double> function, double a, double b, double tolerance) =>
        Find(function, a, function(a), b, function(b), tolerance);

    /// <summary>
    /// Finds a root, given the values at both ends. If rounding gave both the same sign, returns the end with the
    /// smaller absolute value.
    /// </summary>
    public static double Find(Func<double, double> function, double a, double atA, double b, double atB,
        double tolerance)
    {
        if (atA == 0 || atB == 0 || atA > 0 == atB > 0)
            return Math.Abs(atA) < Math.Abs(atB) ? a : b;
        double fraction = 0.5; // the position of the next point between a and b
        while (true)
        {
            double x = a + fraction * (b - a);
            double atX = function(x);
            // x becomes the new a, with the root between a and b; c is the end that x replaces.
            double c, atC;
            if (atX > 0 == atA > 0)
                (c, atC) = (a, atA);
            else
                (c, atC, b, atB) = (b, atB, a, atA);
            (a, atA) = (x, atX);

            double best = Math.Abs(atA) < Math.Abs(atB) ? a : b;
            double minFraction = (tolerance + 4e-16 * Math.Abs(best)) / Math.Abs(b - a);
            if (!(minFraction < 0.5) || atX == 0)
                return best;

            double ξ = (a - b) / (c - b), φ = (atA - atB) / (atC - atB);
            fraction = φ * φ < ξ && (1 - φ) * (1 - φ) < 1 - ξ
                ? atA / (atB - atA) * atC / (atB - atC) + (c - a) / (b - a) * atA / (atC - atA) * atB / (atC - atB)
                : 0.5;
            fraction = Math.Clamp(fraction, minFraction, 1 - minFraction);
        }
    }
}
