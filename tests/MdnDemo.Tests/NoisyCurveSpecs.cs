using MdnDemo.Experiments;
using TorchSharp;

namespace MdnDemo.Tests;

[Collection(nameof(Libtorch))]
public class NoisyCurveSpecs
{
    private const int Count = 100_000;

    [Fact]
    public void Inputs_lie_within_their_bounds_and_fill_them()
    {
        var (u, _) = Draw(seed: 1);

        Assert.All(u, value => Assert.InRange(value, -10.5, 10.5));
        // The chance that a hundredth of the range at either end stays empty is (99/100)^100000.
        Assert.True(u.Min() < -10.395 && u.Max() > 10.395);
    }

    [Fact]
    public void Inputs_have_the_moments_of_a_uniform_distribution()
    {
        var (u, _) = Draw(seed: 2);

        // U(−b, b) has variance b²/3, and its square has variance 4b⁴/45; the bounds are 5 standard errors.
        const double b = 10.5;
        Assert.Equal(0, u.Average(), 5 * Math.Sqrt(b * b / 3 / Count));
        Assert.Equal(b * b / 3, u.Average(value => value * value), 5 * Math.Sqrt(4 * Math.Pow(b, 4) / 45 / Count));
    }

    [Fact]
    public void Outputs_are_the_curve_and_standard_normal_noise()
    {
        var (u, v) = Draw(seed: 3);

        double[] noise = [.. u.Zip(v, (x, y) => y - (7 * Math.Sin(0.75 * x) + 0.5 * x))];
        // Of N(0, 1): the mean has variance 1/N, the second moment 2/N, the fourth (3) 96/N; the bounds are 5 standard
        // errors.
        Assert.Equal(0, noise.Average(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, noise.Average(e => e * e), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(3, noise.Average(e => Math.Pow(e, 4)), 5 * Math.Sqrt(96.0 / Count));
        // It does not depend on the input.
        Assert.Equal(0, u.Zip(noise, (x, e) => x * e).Average(), 5 * Math.Sqrt(10.5 * 10.5 / 3 / Count));
    }

    [Fact]
    public void The_same_seed_gives_the_same_points_and_another_gives_others()
    {
        Assert.Equal(Draw(seed: 4).U, Draw(seed: 4).U);
        Assert.Equal(Draw(seed: 4).V, Draw(seed: 4).V);
        Assert.NotEqual(Draw(seed: 4).U, Draw(seed: 5).U);
        Assert.NotEqual(Draw(seed: 4).V, Draw(seed: 5).V);
    }

    private static (double[] U, double[] V) Draw(ulong seed)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(seed);
        var (u, v) = NoisyCurve.Sample(Count, generator);
        return (Plain.Column(u), Plain.Column(v));
    }
}
