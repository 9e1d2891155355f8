using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class ModesTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void Modes_equal_their_references(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        Mode[] modes = ModesOf(reference.Mixture);
        Close.To([.. reference.Modes.Select(m => m.Y)], Locations(modes), 1e-12, 1e-12);
        Close.To([.. reference.Modes.Select(m => m.Density)], [.. modes.Select(m => m.Density)], 1e-12);
    }

    [Fact]
    public void Modes_are_the_peaks_of_a_fine_grid() => Gen.OneOf(Mixtures.Mild, Mixtures.Crowded).Check(plain =>
    {
        const int Cells = 60_000;
        double low = plain.Means.Min() - 1, high = plain.Means.Max() + 1, cell = (high - low) / Cells;
        double[] grid = [.. Enumerable.Range(0, Cells + 1).Select(i => plain.Density(low + i * cell))];
        int[] peaks =
            [.. Enumerable.Range(1, Cells - 1).Where(i => grid[i] > grid[i - 1] && grid[i] >= grid[i + 1])];
        // Two equal components at a distance of two scales have a top so flat that rounding decides where the grid has
        // its own.
        if (peaks.Any(i => Math.Max(grid[Math.Max(0, i - 10)], grid[Math.Min(Cells, i + 10)]) > (1 - 1e-13) * grid[i]))
            return;
        Close.To([.. peaks.Select(i => low + i * cell)], Locations(ModesOf(plain)), 0, 1.001 * cell, plain.ToString());
    }, times: 50);

    [Fact]
    public void A_mode_is_higher_than_its_neighbourhood() =>
        Mixtures.Wild.Check(plain => Assert.All(ModesOf(plain), mode =>
    {
        double y = mode.Location[0], step = 1e-3 * plain.Scales.Min();
        Close.To(plain.Density(y), mode.Density, 1e-9);
        Assert.True(plain.LogDensity(y) >= plain.LogDensity(y - step) - 1e-12);
        Assert.True(plain.LogDensity(y) >= plain.LogDensity(y + step) - 1e-12);
    }));

    [Fact]
    public void Every_mixture_has_a_mode_and_no_more_than_components() => Mixtures.Wild.Check(plain =>
        Assert.InRange(ModesOf(plain).Length, 1, plain.Components), times: 200);

    [Fact]
    public void A_mode_weighs_as_much_as_lies_between_the_minima_beside_it() => Mixtures.Mild.Check(plain =>
    {
        Mode[] modes = ModesOf(plain);
        double[] at = Locations(modes);
        double[] valleys = [.. at.Zip(at[1..], (left, right) =>
        {
            // Between two modes the density falls and rises: the third beyond the higher of two points does not hold
            // the minimum.
            while (right - left > 1e-8)
            {
                double third = (right - left) / 3;
                (left, right) = plain.LogDensity(left + third) < plain.LogDensity(right - third)
                    ? (left, right - third) : (left + third, right);
            }
            return left;
        })];
        double[] masses = [0, .. valleys.Select(plain.Cdf), 1];
        Close.To([.. masses.Zip(masses[1..], (a, b) => b - a)], [.. modes.Select(m => m.Weight)], 0, 1e-6);
    }, times: 25);

    [Fact]
    public void Separate_components_have_a_mode_each()
    {
        double[] means = [.. Enumerable.Range(0, 24).Select(k => 4.0 * k)];
        Close.To(means, Locations(ModesOf(Equal(means, 0.5))), 0, 1e-6);
    }

    [Fact]
    public void Equal_components_have_one_mode() => Close.To([3], Locations(ModesOf(Equal([3, 3, 3], 2))), 0, 1e-12);

    // Two equal normals have two modes where their means are more than two scales apart (Helguero 1904).
    [Theory, InlineData(1.0, 1), InlineData(1.999, 1), InlineData(2.0, 1), InlineData(2.001, 2), InlineData(2.1, 2)]
    public void Two_hills_merge_at_a_distance_of_two_scales(double distance, int modes) =>
        Assert.Equal(modes, ModesOf(Equal([-0.5 * distance, 0.5 * distance], 1)).Length);

    [Fact]
    public void Modes_about_to_merge_are_found_where_they_are()
    {
        // The slope is 0 where x = h tanh(h x): by the iteration of that equation.
        const double h = 1.0005;
        double x = 1;
        for (int i = 0; i < 100_000; i++)
            x = h * Math.Tanh(h * x);
        Close.To([-x, x], Locations(ModesOf(Equal([-h, h], 1))), 0, 1e-8);
    }

    [Fact]
    public void A_symmetric_mixture_has_symmetric_modes()
    {
        double[] modes = Locations(ModesOf(new PlainMixture([0.25, 0.5, 0.25], [-4, 0, 4], [1, 1, 1])));
        Assert.Equal(3, modes.Length);
        Close.To(0, modes[1], 0, 1e-9);
        Close.To(-modes[0], modes[2], 1e-12);
    }

    // The ripples of this plateau are smaller than the rounding of its density.
    [Theory, InlineData(24, 0.5), InlineData(24, 0.8), InlineData(50, 0.5)]
    public void A_plateau_does_not_take_for_ever(int components, double distance)
    {
        PlainMixture plateau = Equal([.. Enumerable.Range(0, components).Select(k => k * distance)], 1);
        Mode[] modes = ModesOf(plateau);
        Assert.NotEmpty(modes);
        Assert.All(modes, mode => Close.To(1 / (components * distance), mode.Density, 1e-3));
    }

    // Units so small or so large that the powers of σ leave the range of a double.
    [Theory, InlineData(1e-100), InlineData(1e100)]
    public void Modes_are_found_in_any_unit(double unit)
    {
        var plain = new PlainMixture([0.3, 0.3, 0.4], [0, 1, 4], [0.1, 2, 0.7]);
        double[] expected = [.. Locations(ModesOf(plain)).Select(y => y * unit)];
        var other = new PlainMixture(plain.Weights, [.. plain.Means.Select(m => m * unit)],
            [.. plain.Scales.Select(s => s * unit)]);
        Close.To(expected, Locations(ModesOf(other)), 1e-12);
    }

    [Theory, InlineData(1e4), InlineData(1e6), InlineData(1e9)]
    public void Modes_far_apart_are_found(double distance) =>
        Close.To([-distance, 0, distance], Locations(ModesOf(Equal([-distance, 0, distance], 1))), 1e-12, 1e-9);

    [Fact]
    public void Needles_far_apart_stand_out_of_a_wide_hill()
    {
        var plain = new PlainMixture([0.25, 0.25, 0.5], [-1e4, 1e4, 0], [1e-3, 1e-3, 1e3]);
        Close.To([-1e4, 0, 1e4], Locations(ModesOf(plain)), 1e-12, 1e-3);
    }

    [Fact]
    public void A_component_without_weight_has_no_mode() =>
        Close.To([1], Locations(ModesOf(new PlainMixture([1, 0], [1, 50], [1, 1]))), 0, 1e-12);

    [Fact]
    public void There_is_a_list_a_row()
    {
        GaussianMixture mixture = Make.RandomScalar([2, 3], components: 4, seed: 6, ScalarType.Float32);
        Mode[][] modes = mixture.Modes();
        Assert.Equal(6, modes.Length);
        Close.To(Locations(ModesOf(PlainMixture.From(mixture, 4))), [.. Locations(modes[4]).Order()], 1e-12, 1e-12);
    }

    [Theory, InlineData(0), InlineData(2)]
    public void No_rows_have_no_modes(int targets)
    {
        GaussianMixture mixture = targets == 0
            ? Make.RandomScalar([0], components: 4, seed: 6)
            : Make.Random(Covariance.Full, [0], components: 4, targets, seed: 6);
        Assert.Empty(mixture.Modes());
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void Modes_of_two_targets_are_peaks_of_a_grid(Covariance covariance, ScalarType dtype)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [3], components: 3, targets: 2, seed: 13, dtype);
        foreach (var (modes, plain) in mixture.Modes().Zip(rows))
        {
            List<double[]> peaks = Peaks(plain);
            // Where two long ellipses cross there may be a peak that no mean leads to.
            Assert.InRange(modes.Length, 1, peaks.Count);
            Assert.True(covariance == Covariance.Full || modes.Length == peaks.Count);
            foreach (Mode mode in modes)
            {
                double[] peak = peaks.MinBy(p =>
                    Math.Abs(p[0] - mode.Location[0]) + Math.Abs(p[1] - mode.Location[1]))!;
                Close.To(peak, mode.Location, 0, 1e-4);
                Close.To(plain.Density(peak), mode.Density, 1e-4);
            }
        }
    }

    [Fact]
    public void Modes_come_with_the_most_probable_first_and_may_have_a_least_weight()
    {
        Tensor means = tensor(new double[,] { { 0, 0 }, { 10, 0 }, { 0, 10 } });
        GaussianMixture mixture =
            GaussianMixture.Spherical(tensor([0.2, 0.5, 0.3]).log(), means, ones(3, ScalarType.Float64));
        Mode[] modes = mixture.Modes()[0];
        Assert.Equal([10.0, 0, 0], modes.Select(m => Math.Round(m.Location[0], 6)));
        Assert.Equal(modes.Select(m => m.Weight).OrderDescending(), modes.Select(m => m.Weight));
        Assert.Equal(modes.Take(2).Select(m => m.Weight), mixture.Modes(minWeight: 0.25)[0].Select(m => m.Weight));
        // A narrow peak is high, and of less weight than the hill beside it.
        GaussianMixture scalar =
            GaussianMixture.Scalar(tensor([0.3, 0.7]).log(), tensor([0.0, 10]), tensor([0.01, 1]));
        Assert.Equal([10.0, 0], scalar.Modes()[0].Select(m => Math.Round(m.Location[0], 6)));
        Close.To([0.7], [.. scalar.Modes(0.5)[0].Select(m => m.Weight)], 1e-9);
    }

    [Fact]
    public void A_mode_of_several_targets_weighs_as_much_as_the_components_that_rise_to_it()
    {
        Tensor means = tensor(new double[,] { { 0, 0 }, { 10, 0 }, { 10.5, 0 } });
        GaussianMixture mixture =
            GaussianMixture.Spherical(tensor([0.2, 0.5, 0.3]).log(), means, ones(3, ScalarType.Float64));
        Close.To([0.8, 0.2], [.. mixture.Modes()[0].Select(m => m.Weight)], 1e-12);
    }

    [Theory, InlineData(1.99, 1), InlineData(2.0, 1), InlineData(2.01, 2)]
    public void Two_round_hills_merge_at_a_distance_of_two_scales(double distance, int modes)
    {
        Tensor means = tensor(new double[,] { { -0.5 * distance, 1 }, { 0.5 * distance, 1 } });
        GaussianMixture mixture =
            GaussianMixture.Spherical(full(2, Math.Log(0.5), ScalarType.Float64), means, ones(2, ScalarType.Float64));
        Assert.Equal(modes, mixture.Modes()[0].Length);
    }

    [Fact]
    public void A_flat_top_between_two_hills_is_one_mode()
    {
        // From the mean in the middle, which has no weight, no ascent moves.
        Tensor means = tensor(new double[,] { { -1, 0 }, { 1, 0 }, { 0, 0 } });
        GaussianMixture mixture =
            GaussianMixture.Spherical(tensor([0.5, 0.5, 0]).log(), means, ones(3, ScalarType.Float64));
        Mode mode = Assert.Single(mixture.Modes()[0]);
        Close.To([0, 0], mode.Location, 0, 1e-2);
    }

    [Fact]
    public void A_saddle_is_no_mode()
    {
        // An ascent from the mean in the middle, which has no weight, stays on the saddle.
        Tensor means = tensor(new double[,] { { -2, 0 }, { 2, 0 }, { 0, 0 } });
        GaussianMixture mixture =
            GaussianMixture.Spherical(tensor([0.5, 0.5, 0]).log(), means, ones(3, ScalarType.Float64));
        Assert.Equal(2, mixture.Modes()[0].Length);
    }

    [Fact]
    public void Round_hills_a_million_scales_apart_have_a_mode_each()
    {
        Tensor means = tensor(new double[,] { { -1e6, 0 }, { 1e6, 0 }, { 0, 1e6 } });
        GaussianMixture mixture =
            GaussianMixture.Spherical(full(3, -Math.Log(3), ScalarType.Float64), means, tensor([1, 1e-3, 1e3]));
        Assert.Equal(3, mixture.Modes()[0].Length);
    }

    [Fact]
    public void One_component_of_several_targets_has_its_mean_for_a_mode()
    {
        var (mixture, rows) = Make.RandomAndPlain(Covariance.Full, [3], components: 1, targets: 4, seed: 14);
        foreach (var (modes, plain) in mixture.Modes().Zip(rows))
            Close.To(plain.Means[0], Assert.Single(modes).Location, 1e-12, 1e-12);
    }

    /// <summary>From left to right.</summary>
    private static Mode[] ModesOf(PlainMixture plain) =>
        [.. Assert.Single(plain.As(ScalarType.Float64).Modes()).OrderBy(m => m.Location[0])];

    private static double[] Locations(Mode[] modes) => [.. modes.Select(m => Assert.Single(m.Location))];

    private static PlainMixture Equal(double[] means, double scale) =>
        new([.. means.Select(_ => 1.0 / means.Length)], means, [.. means.Select(_ => scale)]);

    /// <summary>
    /// The points of a grid that are higher than their eight neighbours, each followed uphill to its peak.
    /// </summary>
    private static List<double[]> Peaks(PlainVectorMixture plain)
    {
        const int Cells = 250;
        double Low(int d) => plain.Means.Min(m => m[d]) - 2;
        double Cell(int d) => (plain.Means.Max(m => m[d]) + 2 - Low(d)) / Cells;
        var grid = new double[Cells + 1, Cells + 1];
        for (int i = 0; i <= Cells; i++)
        {
            for (int j = 0; j <= Cells; j++)
                grid[i, j] = plain.Density(Low(0) + i * Cell(0), Low(1) + j * Cell(1));
        }
        List<double[]> peaks = [];
        for (int i = 1; i < Cells; i++)
        {
            for (int j = 1; j < Cells; j++)
            {
                bool isPeak = Enumerable.Range(0, 9)
                    .All(o => o == 4 || grid[i, j] > grid[i + o / 3 - 1, j + o % 3 - 1]);
                if (!isPeak)
                    continue;
                double[] peak = Uphill(plain, [Low(0) + i * Cell(0), Low(1) + j * Cell(1)], Cell(0));
                // A thin ridge looks like a row of peaks on a grid.
                if (peaks.All(p => Math.Abs(p[0] - peak[0]) + Math.Abs(p[1] - peak[1]) > 1e-3))
                    peaks.Add(peak);
            }
        }
        return peaks;
    }

    // To the best point of a circle while that is higher, then with a smaller circle.
    private static double[] Uphill(PlainVectorMixture plain, double[] point, double radius)
    {
        while (radius > 1e-7)
        {
            double[] best = Enumerable.Range(0, 64)
                .Select(i => new[] { point[0] + radius * Math.Cos(i * Math.PI / 32),
                    point[1] + radius * Math.Sin(i * Math.PI / 32) })
                .MaxBy(plain.Density)!;
            if (plain.Density(best) > plain.Density(point))
                point = best;
            else
                radius /= 2;
        }
        return point;
    }
}
