using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>Claims that two numbers are the same but for rounding.</summary>
internal static class Close
{
    /// <summary>|actual − expected| ≤ relative · |expected| + absolute; infinities must be equal.</summary>
    public static void To(double expected, double actual, double relative, double absolute = 0, string context = "")
    {
        bool isClose = expected.Equals(actual)
            || Math.Abs(actual - expected) <= relative * Math.Abs(expected) + absolute;
        if (!isClose)
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"expected {expected:R}, got {actual:R} (difference {actual - expected:G3}, allowed "
                    + $"{relative * Math.Abs(expected) + absolute:G3}) {context}"));
    }

    public static void To(double[] expected, double[] actual, double relative, double absolute = 0, string context = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            To(expected[i], actual[i], relative, absolute, $"at {i} {context}");
    }

    public static void To(Tensor expected, Tensor actual, double relative, double absolute = 0)
    {
        Assert.Equal(expected.shape, actual.shape);
        To(expected.Doubles(), actual.Doubles(), relative, absolute);
    }

    /// <summary>The mean of independent numbers lies within five of its standard errors of what is expected.</summary>
    public static void WithinFiveErrors(double expected, IReadOnlyCollection<double> draws, double bias = 0)
    {
        double mean = draws.Average();
        double error = Math.Sqrt(draws.Sum(d => (d - mean) * (d - mean)) / (draws.Count - 1.0) / draws.Count);
        To(expected, mean, 0, 5 * error + bias, $"of {draws.Count} draws, standard error {error:G3}");
    }
}
