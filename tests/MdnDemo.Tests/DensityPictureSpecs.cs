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

    [Fact]
    public void A_value_with_a_probability_of_its_own_hides_nothing_and_a_grid_is_no_comb()
    {
        // One row in five is exactly 4; all others are rounded to 0.1, which is less than a column.
        var observation = new TargetObservation { Spacing = 0.1, PointMasses = [4] };
        ScalarDistribution distribution = ObservedMixture.Create([1], [0], [1], observation, [0.2]);
        string[] lines = Draw(distribution, observation, [], isAscii: false);
        // The axis ends half a cell and a column beyond, so that the last value is whole.
        var (low, high) = distribution.CentralInterval(0.995);
        double room = (high - low) / Width + 0.05;
        (low, high) = (low - room, high + room);
        int Height(double value)
        {
            int column = (int)((value - low) / (high - low) * Width);
            return lines[..DensityPicture.Height].Sum(line => " ▁▂▃▄▅▆▇█".IndexOf(line[column]));
        }

        int full = 8 * DensityPicture.Height;
        Assert.Equal((full, full), (Height(0), Height(4)));
        foreach (double value in new[] { -1.9, -1.2, -0.6, 0.5, 1.3, 2.1 })
            Assert.Equal(full * Math.Exp(-value * value / 2), Height(value), 3.0);
    }

    [Fact]
    public void A_single_value_stands_in_the_middle()
    {
        var observation = new TargetObservation { PointMasses = [7] };
        string[] lines = Draw(
            ObservedMixture.Create([1], [0], [1], observation, [0.9999]), observation, [new(7, 7)], isAscii: true);
        Assert.Equal("#", lines[0].Trim());
        Assert.InRange(lines[0].IndexOf('#'), Width / 2 - 1, Width / 2);
        Assert.Equal('=', lines[DensityPicture.Height][lines[0].IndexOf('#')]);
        Assert.Equal('+', lines[^2][Width / 2]);
        Assert.Contains(" 7 ", lines[^1]);
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
        Draw(distribution, TargetObservation.Exact, region, isAscii);

    private static string[] Draw(
        ScalarDistribution distribution, TargetObservation observation, Interval[] region, bool isAscii) =>
        [.. DensityPicture.Draw(distribution, observation, region, Width, isAscii)
            .Select(line => line.PadRight(Width))];

    private static ScalarDistribution Mixture(double[] weights, double[] means, double[] scales) =>
        GaussianMixture.Scalar(tensor(weights, ScalarType.Float64).log(), tensor(means, ScalarType.Float64),
            tensor(scales, ScalarType.Float64)).ToBatch().Marginal(0);
}
