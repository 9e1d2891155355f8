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

    [Theory, InlineData(3, 1), InlineData(-20, 0.7), InlineData(5, 9), InlineData(0, 30)]
    public void A_long_tailed_positive_answer_has_a_logarithmic_axis_that_it_fills(double mean, double scale)
    {
        var observation = new TargetObservation { IsLogarithmic = true };
        ScalarDistribution distribution = ObservedMixture.Create([1], [mean], [scale], observation, []);
        Interval[] region = distribution.HighestDensityRegion(0.9);
        string[] lines = Draw(distribution, observation, region, isAscii: false);
        // Along the axis it is one normal curve, which ends 2.807 deviations from its middle.
        for (int column = 0; column < Width; column++)
        {
            int height = lines[..DensityPicture.Height].Sum(line => " ▁▂▃▄▅▆▇█".IndexOf(line[column]));
            double z = 2.807 * (2 * (column + 0.5) / Width - 1);
            Assert.Equal(8 * DensityPicture.Height * Math.Exp(-z * z / 2), height, 0.8);
        }
        int[] ticks = [.. Enumerable.Range(0, Width).Where(i => lines[^3][i] == '┬')];
        double[] values = [.. lines[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(label => double.Parse(label, CultureInfo.InvariantCulture))];
        Assert.Equal(ticks.Length, values.Length);
        Assert.InRange(values.Length, 2, 9);
        Assert.All(ticks.Zip(values), t => Assert.InRange(Column(t.Second), t.First - 0.01, t.First + 1.01));
        string line = lines[DensityPicture.Height];
        Assert.InRange(Column(region[0].Upper), line.LastIndexOf('━') - 0.01, line.LastIndexOf('━') + 1.01);
        Assert.Equal(DensityPicture.LogarithmicNote, lines[^1].TrimEnd());

        double Column(double value) => ((Math.Log(value) - mean) / scale / 2.807 + 1) / 2 * Width;
    }

    [Fact]
    public void A_short_tail_has_a_linear_axis()
    {
        ScalarDistribution distribution = ObservedMixture.Create(
            [1], [3], [0.2], new TargetObservation { IsLogarithmic = true }, []);
        Assert.DoesNotContain(Draw(distribution, [], isAscii: true), line => line.Contains("logarithmic"));
    }

    [Fact]
    public void The_axis_has_no_negative_zero_and_little_beside_a_spike_looks_like_little()
    {
        var observation = new TargetObservation { PointMasses = [0], Lower = 0 };
        ScalarDistribution distribution = ObservedMixture.Create([1], [1], [0.5], observation, [0.97]);
        string[] lines = Draw(distribution, observation, [new(0, 0)], isAscii: true);
        Assert.Equal("0", lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        int spike = lines[0].IndexOf('#');
        Assert.All(lines[..DensityPicture.Height], line =>
            Assert.Equal("", (line[..spike] + line[(spike + 1)..]).Trim()));
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
