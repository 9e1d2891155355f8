using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Baselines;

public sealed class KernelDensityTests
{
    private static readonly Tensor NoFloor = zeros(1, ScalarType.Float64);

    private static double[] Normals(int count, int seed)
    {
        using var generator = new Generator((ulong)seed);
        return randn(count, ScalarType.Float64, generator: generator).Doubles();
    }

    [Fact]
    public void It_integrates_to_one()
    {
        GaussianMixture density = KernelDensity.Fit(Normals(50, 1).As(ScalarType.Float64, 50, 1), NoFloor);
        double[] grid = [.. Enumerable.Range(0, 20001).Select(i => -10 + i * 1e-3)];
        Close.To(1, density.log_prob(grid.As(ScalarType.Float64, grid.Length, 1)).exp().Doubles().Sum() * 1e-3, 1e-9);
    }

    [Fact]
    public void It_comes_near_the_entropy_of_what_it_is_fitted_to()
    {
        GaussianMixture density = KernelDensity.Fit(Normals(3000, 2).As(ScalarType.Float64, 3000, 1), NoFloor);
        Tensor fresh = Normals(20000, 3).As(ScalarType.Float64, 20000, 1);
        double loss = -density.log_prob(fresh).mean().Value(), entropy = 0.5 * Math.Log(2 * Math.PI * Math.E);
        Assert.InRange(loss, entropy - 0.03, entropy + 0.05);
    }

    [Fact]
    public void Two_distant_clusters_get_kernels_of_their_own_width()
    {
        double[] y = [.. Normals(300, 4), .. Normals(300, 5).Select(v => v + 100)];
        GaussianMixture density = KernelDensity.Fit(y.As(ScalarType.Float64, 600, 1), NoFloor);
        // Silverman's rule for all of them together asks for a bandwidth of about 15.
        Assert.InRange(density.Scales.Doubles()[0], 0.5, 3);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void The_bandwidth_is_a_part_of_Silvermans(int targets)
    {
        const int Rows = 200;
        Tensor y = Normals(Rows * targets, 7).As(ScalarType.Float64, Rows, targets) * 3;
        // σ (4/((d + 2) n))^(1/(d + 4)), equation 4.14 with the normal kernel.
        double silverman = Math.Pow(4.0 / ((targets + 2) * Rows), 1.0 / (targets + 4));
        double[] parts = KernelDensity.Fit(y, NoFloor).Scales[0].Doubles()
            .Zip(y.std(0, unbiased: true).Doubles(), (scale, deviation) => scale / deviation / silverman).ToArray();
        double part = new[] { 1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1 }.MinBy(p => Math.Abs(p - parts[0]));
        Assert.All(parts, p => Close.To(part, p, 1e-9));
    }

    [Fact]
    public void Kernels_are_as_high_as_their_rows_weigh()
    {
        double[] y = Normals(80, 8), weights = [.. y.Select((_, i) => 0.5 + i % 4)];
        GaussianMixture density = KernelDensity.Fit(y.As(ScalarType.Float64, 80, 1), NoFloor, weights);
        double h = density.Scales.Doubles()[0], sum = weights.Sum();
        foreach (double at in new[] { -2.0, 0.3, 1.7 })
            Close.To(y.Zip(weights, (v, w) => w / sum * Plain.NormalDensity(at, v, h)).Sum(),
                density.log_prob(new[] { at }.As(ScalarType.Float64, 1, 1)).exp().Value(), 1e-9);
        // A part of Silverman's, with the unbiased weighted deviation and the effective number of rows.
        double mean = y.Zip(weights, (v, w) => w / sum * v).Sum();
        double left = 1 - weights.Sum(w => w * w / (sum * sum));
        double deviation = Math.Sqrt(y.Zip(weights, (v, w) => w / sum * (v - mean) * (v - mean)).Sum() / left);
        double silverman = deviation * Math.Pow(4 / (3 * sum * sum / weights.Sum(w => w * w)), 0.2);
        Assert.Contains(new[] { 1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1 }, p => Math.Abs(h / silverman / p - 1) < 1e-9);
    }

    // Few narrow rows of much weight beside wide ones of little: each kind alone would choose another part.
    [Fact]
    public void The_part_is_the_one_under_which_each_row_is_likeliest_by_the_others_all_by_weight()
    {
        double[] positions = [.. Enumerable.Range(0, 60).Select(i => Math.Tan(1.2 * ((2 * i + 1) / 60.0 - 1)))];
        double[] y = [.. positions, .. positions.Select(p => 4 + 0.1 * p)];
        double[] weights = [.. y.Select((_, i) => i < 60 ? 5 : 0.2)];
        double sum = weights.Sum(), mean = y.Zip(weights, (v, w) => w / sum * v).Sum();
        double left = 1 - weights.Sum(w => w * w / (sum * sum));
        double deviation = Math.Sqrt(y.Zip(weights, (v, w) => w / sum * (v - mean) * (v - mean)).Sum() / left);
        double silverman = deviation * Math.Pow(4 / (3 * sum * sum / weights.Sum(w => w * w)), 0.2);
        double[] expected = Likeliest([.. y.Select(v => new[] { v })], weights, [silverman]);
        Close.To(expected, [KernelDensity.Fit(y.As(ScalarType.Float64, 120, 1), NoFloor, weights).Scales.Doubles()[0]],
            1e-9);
    }

    // Rows that share one target only are no copies.
    [Fact]
    public void Rows_are_copies_if_all_their_targets_are_equal()
    {
        const int Rows = 60;
        double[][] y = [.. Enumerable.Range(0, Rows).Select(i => new[] { i % 3, 0.1 * i })];
        double[] silverman = [.. Enumerable.Range(0, 2).Select(d =>
        {
            double mean = y.Average(row => row[d]);
            return Math.Sqrt(y.Sum(row => Math.Pow(row[d] - mean, 2)) / (Rows - 1)) * Math.Pow(1.0 / Rows, 1.0 / 6);
        })];
        Tensor targets = y.SelectMany(row => row).ToArray().As(ScalarType.Float64, Rows, 2);
        Close.To(Likeliest(y, [.. y.Select(_ => 1.0)], silverman),
            KernelDensity.Fit(targets, NoFloor).Scales[0].Doubles(), 1e-9);
    }

    private static double[] Likeliest(double[][] rows, double[] weights, double[] silverman)
    {
        return new[] { 1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1 }
            .Select(part => silverman.Select(h => part * h).ToArray()).MaxBy(LogLikelihood)!;

        double LogLikelihood(double[] h) => rows.Zip(weights, (row, weight) => weight * Math.Log(rows.Zip(weights)
            .Where(other => !other.First.SequenceEqual(row))
            .Sum(other => other.Second * row.Select((v, d) => Plain.NormalDensity(v, other.First[d], h[d]))
                .Aggregate((a, b) => a * b)))).Sum();
    }

    [Fact]
    public void Rows_of_equal_weight_are_those_without_weights()
    {
        Tensor y = Normals(30, 6).As(ScalarType.Float64, 30, 1);
        double weighted = KernelDensity.Fit(y, NoFloor, [.. Enumerable.Repeat(7.0, 30)]).Scales.Doubles()[0];
        Close.To(KernelDensity.Fit(y, NoFloor).Scales.Doubles()[0], weighted, 1e-12);
    }

    [Fact]
    public void Rows_of_next_to_no_weight_do_not_widen_the_kernels()
    {
        double[] y = [.. Normals(300, 4), .. Normals(300, 5).Select(v => v * 1000)];
        double[] weights = [.. y.Select((_, i) => i < 300 ? 1 : 1e-12)];
        double width = KernelDensity.Fit(y.As(ScalarType.Float64, 600, 1), NoFloor, weights).Scales.Doubles()[0];
        double alone = KernelDensity.Fit(y[..300].As(ScalarType.Float64, 300, 1), NoFloor).Scales.Doubles()[0];
        Close.To(alone, width, 0.01);
    }

    [Fact]
    public void No_kernel_is_narrower_than_the_floor()
    {
        double[] wine = [.. Enumerable.Range(0, 300).Select(i => 3.0 + i % 6)];
        GaussianMixture density =
            KernelDensity.Fit(wine.As(ScalarType.Float64, 300, 1), new double[] { 0.5 }.As(ScalarType.Float64));
        Assert.All(density.Scales.Doubles(), scale => Assert.True(scale >= 0.5));
    }

    [Fact]
    public void Long_tables_are_thinned_out_evenly()
    {
        double[] sorted = [.. Normals(5000, 6).Order()];
        GaussianMixture density = KernelDensity.Fit(sorted.As(ScalarType.Float64, 5000, 1), NoFloor);
        Assert.Equal(1000, density.Components);
        Close.To(0, density.mean.Value(), 0, 0.1);
    }
}
