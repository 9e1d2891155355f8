using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Numerics;

public sealed class TruncatedNormalTests
{
    public static TheoryData<double, double> Intervals => new()
    {
        { -1, 1 }, { 0, 0.5 }, { 0, 1e-8 }, { -1e-6, 3e-6 }, { 2, 2.0001 }, { 2, 3 }, { -3, -2 }, { -8, -0.5 },
        { 5, 5.1 }, { 5, 9 }, { 12, 12.01 }, { 37, 37.5 }, { 40, 40.001 }, { 40, 41 }, { 100, 100.5 }, { -41, -40 },
        { -0.3, 6 }, { -40, 1 }, { 1e4, 1e4 + 1e-3 }, { 1e4, 1e4 + 1 },
    };

    [Theory, MemberData(nameof(Intervals))]
    public void The_logarithm_of_a_probability_is_that_of_the_integral_however_far_away(double a, double b) =>
        Close.To(Reference(a, b).LogProbability, TruncatedNormal.LogProbability(a, b), 2e-15, 2e-13);

    [Theory, MemberData(nameof(Intervals))]
    public void Mean_and_variance_are_those_of_the_integral(double a, double b)
    {
        var (_, mean, variance) = Reference(a, b);
        var (ownMean, ownVariance) = TruncatedNormal.Moments(a, b);
        Close.To(mean, ownMean, 1e-13, 1e-13 * (b - a));
        Close.To(variance, ownVariance, 1e-6 * Math.Max(1, Math.Pow(Math.Abs(a) / 100, 4)));
    }

    [Fact]
    public void Whole_tails_are_those_of_the_distribution_function()
    {
        foreach (NormalCdfValue value in Support.Reference.Values.NormalCdf.Where(v => v.P > 0))
        {
            double below = TruncatedNormal.LogProbability(double.NegativeInfinity, value.Z);
            Close.To(Math.Log(value.P), below, 1e-13, 1e-15);
            Close.To(below, TruncatedNormal.LogProbability(-value.Z, double.PositiveInfinity), 1e-15);
        }
        Assert.Equal(0, TruncatedNormal.LogProbability(double.NegativeInfinity, double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, TruncatedNormal.LogProbability(1, 1));
        Assert.Equal(double.NegativeInfinity, TruncatedNormal.LogProbability(1e200, double.PositiveInfinity));
    }

    [Theory, MemberData(nameof(Intervals))]
    public void Samples_lie_in_the_interval_about_its_mean(double a, double b)
    {
        var random = new Random(1);
        double[] samples = [.. Enumerable.Range(0, 4000).Select(_ => TruncatedNormal.Sample(a, b, random))];
        Assert.All(samples, z => Assert.InRange(z, a, b));
        var (_, mean, variance) = Reference(a, b);
        Close.WithinFiveErrors(mean, samples, 1e-12 * Math.Abs(a));
        Close.WithinFiveErrors(variance, [.. samples.Select(z => (z - mean) * (z - mean))]);
    }

    /// <summary>By Simpson's rule, in units of the highest density of the interval.</summary>
    private static (double LogProbability, double Mean, double Variance) Reference(double a, double b)
    {
        double top = a > 0 ? a : b < 0 ? b : 0;
        double low = Math.Max(a, top - 40 / Math.Max(1, Math.Abs(top))), high =
            Math.Min(b, top + 40 / Math.Max(1, Math.Abs(top)));
        double mass = Integral(_ => 1), mean = Integral(t => t) / mass;
        return (Math.Log(mass) - 0.5 * top * top - 0.5 * Math.Log(2 * Math.PI), top + mean,
            Integral(t => (t - mean) * (t - mean)) / mass);

        double Integral(Func<double, double> f) =>
            Plain.Integral(t => f(t) * Math.Exp(-t * (top + 0.5 * t)), low - top, high - top, 20_000);
    }
}
