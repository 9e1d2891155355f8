using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Numerics;

public sealed class RoundedNormalTests
{
    [Theory, InlineData(1e-9), InlineData(0.05), InlineData(0.3), InlineData(0.449), InlineData(0.451), InlineData(0.7)]
    [InlineData(1.1), InlineData(1.5), InlineData(4.0)]
    public void Its_moments_are_sums_over_all_numbers(double scale)
    {
        foreach (double d in (double[])[-0.5, -0.31, -1e-3, 0, 0.2, 0.4999, 0.5])
        {
            int reach = 2 + (int)(9 * scale);
            double[] numbers = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(n => (double)n)];
            double[] p = [.. numbers.Select(n => Probability((n - 0.5 - d) / scale, (n + 0.5 - d) / scale))];
            double mean = numbers.Zip(p, (n, part) => n * part).Sum();
            double variance = numbers.Zip(p, (n, part) => (n - mean) * (n - mean) * part).Sum();
            var moments = RoundedNormal.Moments(d, scale);
            Close.To(mean, moments.Mean, 1e-13, 1e-13, $"at {d}");
            Close.To(variance, moments.Variance, 1e-12, 1e-13, $"at {d}");
        }

        static double Probability(double a, double b) =>
            a + b > 0 ? Plain.NormalCdf(-a) - Plain.NormalCdf(-b) : Plain.NormalCdf(b) - Plain.NormalCdf(a);
    }

    [Fact]
    public void So_small_a_scale_that_it_vanishes_is_rounded_too()
    {
        Assert.Equal((0, 0), RoundedNormal.Moments(0.2, 0));
        var (mean, variance) = RoundedNormal.Moments(0.5, 0);
        Close.To(0.5, mean, 1e-15);
        Close.To(0.25, variance, 1e-15);
    }
}
