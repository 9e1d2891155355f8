namespace MixtureDensity;

/// <summary>Safeguarded Newton iteration on one unknown.</summary>
internal static class RootFinder
{
    /// <summary>
    /// The root of a function that is below 0 at <paramref name="low"/> and not below 0 at <paramref name="high"/>; the two
    /// may lie in any order. A Newton step is taken where it stays between them and at least halves the step before it; any
    /// other is a bisection.
    /// </summary>
    /// <param name="function">The value and the derivative at a point; a derivative that is of no use may be NaN.</param>
    /// <param name="low">A point where the value is below 0.</param>
    /// <param name="high">A point where it is not.</param>
    /// <param name="resolution">A step shorter than this, or than the rounding of the root, is the last.</param>
    public static double Find(Func<double, (double Value, double Derivative)> function, double low, double high, double resolution)
    {
        double x = 0.5 * (low + high), step = high - low;
        while (true)
        {
            var (value, derivative) = function(x);
            if (value < 0)
                low = x;
            else
                high = x;
            double newton = -value / derivative;
            double next = x + newton;
            bool newtonGains = (next - low) * (next - high) < 0 && Math.Abs(newton) < 0.5 * Math.Abs(step);
            next = newtonGains ? next : 0.5 * (low + high);
            step = next - x;
            if (Math.Abs(step) <= resolution || next == x || next == low || next == high)
                return next;
            x = next;
        }
    }
}
