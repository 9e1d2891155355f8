namespace MixtureDensity.Tests.Support;

/// <summary>Logarithms of probabilities of the standard normal distribution, by quadrature.</summary>
internal static class PlainInterval
{
    /// <summary>
    /// log P(a ≤ Z ≤ b): the density in units of its maximum there, by Simpson's rule over that part of the interval
    /// where it is above e⁻⁵⁰.
    /// </summary>
    public static double LogProbability(double a, double b)
    {
        double peak = Math.Clamp(0, a, b), top = -0.5 * peak * peak;
        // −t²/2 + peak²/2 ≥ −50 for |t| ≤ √(peak² + 100).
        double reach = Math.Sqrt(peak * peak + 100), from = Math.Max(a, -reach), to = Math.Min(b, reach);
        double integral = Plain.Integral(t => Math.Exp(-0.5 * t * t - top), from, to, 2_000);
        return top + Math.Log(integral) - 0.5 * Math.Log(2 * Math.PI);
    }
}
