using System.Globalization;
using MdnDemo.Reports;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Tests;

/// <summary>The picture of a density in letters.</summary>
[Collection(nameof(Libtorch))]
public sealed class DensityPictureSpecs
{
    private const int Width = 60;

    [Theory, InlineData(true, " .:#"), InlineData(false, " ▁▂▃▄▅▆▇█")]
    public void A_bar_is_as_high_as_its_share_of_the_probability(bool isAscii, string glyphs)
    {
        ScalarDistribution distribution = Mixture([0.7, 0.3], [4.4, 1.9], [0.4, 0.2]);
        var (low, high) = distribution.CentralInterval(0.995);
        string[] lines = Draw(distribution, [], isAscii);
        double[] shares = new double[Width];
        const int Parts = 400;
        double cell = (high - low) / Width;
        for (int i = 0; i < Width * Parts; i++)
            shares[i / Parts] += Math.Exp(distribution.LogDensity(low + (i + 0.5) * cell / Parts)) / Parts;
        int steps = DensityPicture.Height * (glyphs.Length - 1);
        for (int column = 0; column < Width; column++)
        {
            int height = lines[..DensityPicture.Height].Sum(line => glyphs.IndexOf(line[column]));
            Assert.Equal(steps * shares[column] / shares.Max(), height, 0.51);
        }
    }

    [Fact]
    public void The_line_below_the_bars_is_where_the_region_is()
    {
        ScalarDistribution distribution = Mixture([0.7, 0.3], [4.4, 1.9], [0.4, 0.2]);
        Interval[] region = distribution.HighestDensityRegion(0.9);
        var (low, high) = distribution.CentralInterval(0.995);
        string line = Draw(distribution, region, isAscii: true)[DensityPicture.Height];
        Assert.Equal(2, region.Length);
        for (int column = 0; column < Width; column++)
        {
            double left = low + column * (high - low) / Width, right = left + (high - low) / Width;
            Assert.Equal(region.Any(r => r.Lower <= right && r.Upper >= left) ? '=' : ' ', line[column]);
        }
    }

    [Theory]
    [InlineData(0, 1), InlineData(3.2e6, 1e4), InlineData(-1e-7, 1e-8), InlineData(1e12, 1), InlineData(0, 1e90)]
    public void A_label_stands_under_its_value(double mean, double scale)
    {
        ScalarDistribution distribution = Mixture([1], [mean], [scale]);
        var (low, high) = distribution.CentralInterval(0.995);
        string[] lines = Draw(distribution, [], isAscii: true);
        int[] ticks = [.. Enumerable.Range(0, Width).Where(i => lines[^2][i] == '+')];
        string[] labels = lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(labels.Length, 2, 9);
        Assert.Equal(ticks.Length, labels.Length);
        foreach (var (tick, label) in ticks.Zip(labels))
        {
            double value = double.Parse(label, CultureInfo.InvariantCulture);
            Assert.InRange((value - low) / (high - low) * Width, tick - 0.01, tick + 1.01);
        }
    }

    private static string[] Draw(ScalarDistribution distribution, Interval[] region, bool isAscii) =>
        [.. DensityPicture.Draw(distribution, region, Width, isAscii).Select(line => line.PadRight(Width))];

    private static ScalarDistribution Mixture(double[] weights, double[] means, double[] scales) =>
        GaussianMixture.Scalar(tensor(weights, ScalarType.Float64).log(), tensor(means, ScalarType.Float64),
            tensor(scales, ScalarType.Float64)).ToBatch().Marginal(0);
}
