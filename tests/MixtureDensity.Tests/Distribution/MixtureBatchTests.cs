using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

/// <summary>The plain batch answers what the tensors do.</summary>
public sealed class MixtureBatchTests
{
    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Components_moments_conditionals_and_modes_are_those_of_the_tensors(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [4], 3, 3, seed: 7);
        MixtureBatch batch = mixture.ToBatch();
        Tensor known = tensor(new[,] { { 0.3, -0.2 }, { 0.1, 0 }, { 1, 1 }, { -2, 0.5 } });
        GaussianMixture conditional = mixture.Conditional([2, 0], known);
        Mode[][] modes = mixture.Modes(0.1);
        for (int row = 0; row < 4; row++)
        {
            Close.To(mixture.mean[row].Doubles(), batch.Mean(row), 1e-12, 1e-12);
            Close.To(mixture.Covariance()[row].Doubles(), [.. batch.Covariance(row).Cast<double>()], 1e-10, 1e-12);

            MixtureComponent[] components = [.. batch.ComponentsOf(row)];
            int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(k => mixture.LogWeights[row, k].Value())];
            Close.To([.. order.Select(k => Math.Exp(mixture.LogWeights[row, k].Value()))],
                [.. components.Select(c => c.Weight)], 1e-12);
            for (int i = 0; i < 3; i++)
            {
                Close.To(mixture.Means[row, order[i]].Doubles(), components[i].Mean, 1e-12);
                Close.To(mixture.Scales[row, order[i]].Doubles(),
                    [.. Enumerable.Range(0, 3).Select(d => Math.Sqrt(components[i].Covariance[d, d]))], 1e-12);
            }

            MixtureBatch rest = batch.Conditional(row, [2, 0], known[row].Doubles());
            Assert.Equal((1, 1), (rest.Count, rest.Targets));
            Close.To(conditional[row].mean.Doubles(), rest.Mean(0), 1e-9, 1e-12);
            Close.To(conditional[row].variance.Doubles(), [rest.Covariance(0)[0, 0]], 1e-9, 1e-12);

            Mode[] own = batch.Modes(row, 0.1);
            Assert.Equal(modes[row].Length, own.Length);
            foreach (var (expected, found) in modes[row].Zip(own))
            {
                Close.To(expected.Location, found.Location, 1e-6, 1e-8);
                Close.To(expected.Weight, found.Weight, 1e-9);
            }
        }
    }

    // In numbers of 1e15 there are eighths and no more.
    [Fact]
    public void A_conditional_of_large_numbers_close_together_keeps_their_digits()
    {
        MixtureBatch near = Make.Random(Covariance.Full, [1], 3, 3, seed: 7).ToBatch();
        MixtureBatch far = near.AsObserved([1e15, -1e15, 2e15], null, []);
        MixtureBatch expected = near.Conditional(0, [1], [0.25]), rest = far.Conditional(0, [1], [-1e15 + 0.25]);
        for (int d = 0; d < 2; d++)
            Close.To(expected.Moments(0, d).Mean, rest.Moments(0, d).Mean, 1e-12);
        Close.To([1e15, 2e15], rest.Mean(0), 1e-14);
        Close.To(expected.Covariance(0)[0, 1], rest.Covariance(0)[0, 1], 1e-12);
    }

    [Fact]
    public void The_modes_of_one_target_are_those_of_its_marginal()
    {
        MixtureBatch batch = Make.RandomScalar([3], 6, seed: 9).ToBatch();
        Assert.Equal(batch.Marginal(1).Modes().Select(m => m.Weight), batch.Modes(1).Select(m => m.Weight));
        Assert.All(batch.Modes(1, 0.3), m => Assert.True(m.Weight >= 0.3));
    }

    // As a service asks, beside threads that make garbage.
    [Fact]
    public void Several_threads_may_ask_at_once()
    {
        MixtureBatch batch = Make.Random(Covariance.Full, [8], 3, 2, seed: 4).ToBatch();
        double[][] expected = [.. Enumerable.Range(0, 8).Select(Answers)];
        Parallel.For(0, 100, i =>
        {
            _ = new byte[100_000];
            Close.To(expected[i % 8], Answers(i % 8), 1e-9);
        });

        double[] Answers(int row) =>
            [.. batch.Conditional(row, [0], [0.2]).Mean(0), .. batch.Modes(row).SelectMany(m => m.Location)];
    }

    [Fact]
    public void What_is_not_there_is_refused()
    {
        MixtureBatch batch = Make.Random(Covariance.Full, [2], 3, 2, seed: 7).ToBatch();
        Assert.All(new Func<object>[] { () => batch.Mean(2), () => batch.Covariance(-1), () => batch.ComponentsOf(2),
            () => batch.Modes(2), () => batch.Conditional(2, [0], [1]) },
            ask => Assert.Throws<ArgumentOutOfRangeException>("row", ask));
        Assert.Throws<ArgumentException>("values", () => batch.Conditional(0, [0], [1, 2]));
        Assert.Throws<ArgumentException>("given", () => batch.Conditional(0, [0, 1], [1, 2]));
        Assert.Throws<ArgumentException>("given", () => batch.Conditional(0, [2], [1]));
        Assert.Throws<ArgumentException>("value", () => batch.Conditional(0, [0], [double.NaN]));
        Assert.Throws<ArgumentException>("y", () => batch.LogDensity(0, [double.NaN, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>("y", () => batch.LogDensity(0, [double.PositiveInfinity, double.NaN]));
        Assert.Equal(double.NegativeInfinity, batch.LogDensity(0, [double.PositiveInfinity, 1]));
    }
}
