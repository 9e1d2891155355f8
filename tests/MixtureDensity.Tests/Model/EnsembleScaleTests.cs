using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

public sealed class EnsembleScaleTests
{
    [Theory]
    [InlineData(5, 0.1)]
    [InlineData(10, 0.25)]
    [InlineData(3, 0.5)]
    public void The_scale_from_pairs_is_the_best_one_of_many_networks_on_new_rows(int networks, double scatter)
    {
        // The noise has the variance 1, and each network covers it and its own scatter around the truth, which is 0.
        var random = new Random(5);
        double log = EnsembleScale.Fit([Pair(20_000, scatter, random)], networks);

        double[] ys = [.. Enumerable.Range(0, 20_000).Select(_ => Normal(random))];
        double[][] means = [.. ys.Select(_ => Means(networks, scatter, random))];
        double best = Enumerable.Range(-60, 80).Select(i => i / 100.0).MinBy(candidate => Loss(ys, means,
            Math.Exp(candidate) * Math.Sqrt(1 + scatter)));
        Assert.InRange(log, best - 0.03, best + 0.03);
        Assert.True(log < -0.05);
    }

    [Fact]
    public void Networks_that_agree_keep_their_scales()
    {
        MixtureBatch same = Batch([1, 2], 1);
        Assert.Equal(0, EnsembleScale.Fit([new(same, same, [[0.5, 4]], null)], 10), 6);
    }

    [Fact]
    public void Scales_are_halved_at_most()
    {
        // Of two networks one is always right, and the other far away.
        MixtureBatch right = Batch([0, 0, 0], 1), wrong = Batch([40, -40, 40], 1);
        Assert.Equal(Math.Log(0.5), EnsembleScale.Fit([new(right, wrong, [[0.01, -0.02, 0.01]], null)], 10), 6);
    }

    [Fact]
    public void Without_rows_that_two_networks_were_not_trained_on_scales_are_kept() =>
        Assert.Equal(0, EnsembleScale.Fit([], 10));

    [Fact]
    public void A_row_of_weight_two_counts_as_two()
    {
        double[] y = [0.3, -0.8, 2, -1];
        MixtureBatch first = Batch([0.5, -0.2, 1.2, -0.9], 1), second = Batch([-0.4, -1.1, 0.6, 0.4], 1);
        double weighted = EnsembleScale.Fit([new(first, second, [y], [1, 2, 1, 0])], 10);
        double repeated = EnsembleScale.Fit([new(
            Batch([0.5, -0.2, -0.2, 1.2], 1), Batch([-0.4, -1.1, -1.1, 0.6], 1), [[0.3, -0.8, -0.8, 2]], null)], 10);
        Close.To(repeated, weighted, 1e-9);
        Assert.NotEqual(EnsembleScale.Fit([new(first, second, [y], null)], 10), weighted, 3);
    }

    [Fact]
    public void An_interval_of_a_fitted_ensemble_holds_as_many_new_rows_as_it_says()
    {
        var random = new Random(8);
        Table training = Friedman(300, random), fresh = Friedman(4000, random);
        ModelFit fit = ModelTrainer.Fit(training, ["a", "b", "c", "d"], ["y"], new ModelOptions
        {
            Architectures = [new([64], Bins: 8)], Components = 2,
            Training = new TrainingOptions { Steps = 1200 },
        });
        using DensityModel model = fit.Model;
        MixtureBatch predictions = model.Predict(fresh);
        double[] y = fresh.Numbers("y");
        double[] coverages = [.. new[] { 1.0, 1.3 }.Select(factor =>
        {
            MixtureBatch scaled = predictions.WithScalesTimes(factor);
            return Enumerable.Range(0, y.Length).Average(row =>
                Math.Abs(scaled.Marginal(row).Cdf(y[row]) - 0.5) < 0.45 ? 1.0 : 0);
        })];
        Assert.InRange(coverages[0], 0.87, 0.93);
        // A scale that is off is seen.
        Assert.False(coverages[1] is > 0.87 and < 0.93);
    }

    /// <summary>A sum of a wave, a parabola and a line, with noise of which the deviation is 1.</summary>
    private static Table Friedman(int rows, Random random)
    {
        double[][] x = [.. Enumerable.Range(0, 4)
            .Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i =>
            10 * Math.Sin(Math.PI * x[0][i] * x[1][i]) + 20 * Math.Pow(x[2][i] - 0.5, 2) + 10 * x[3][i]
            + Normal(random))];
        return new Table([.. "abcd".Zip(x, (name, values) => new NumericColumn($"{name}", values)),
            new NumericColumn("y", y)]);
    }

    private static PairedPredictions Pair(int rows, double scatter, Random random)
    {
        double[][] means = [.. Enumerable.Range(0, rows).Select(_ => Means(2, scatter, random))];
        double deviation = Math.Sqrt(1 + scatter);
        return new(Batch([.. means.Select(m => m[0])], deviation), Batch([.. means.Select(m => m[1])], deviation),
            [[.. means.Select(_ => Normal(random))]], null);
    }

    private static double[] Means(int networks, double scatter, Random random) =>
        [.. Enumerable.Range(0, networks).Select(_ => Math.Sqrt(scatter) * Normal(random))];

    private static double Loss(double[] ys, double[][] means, double deviation) =>
        -ys.Zip(means, (y, of) => Math.Log(of.Average(m =>
            Math.Exp(-(y - m) * (y - m) / (2 * deviation * deviation)) / deviation))).Sum();

    private static MixtureBatch Batch(double[] means, double deviation)
    {
        var batch = new MixtureBatch(means.Length, 1, [0]);
        for (int row = 0; row < means.Length; row++)
        {
            (batch.Weights(row)[0], batch.Means(row, 0)[0], batch.Factors(row, 0, 0)[0]) = (1, means[row], deviation);
        }
        return batch;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
