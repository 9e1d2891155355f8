using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Baselines;

public sealed class LinearGaussianTests
{
    [Fact]
    public void One_input_has_the_least_squares_line_and_the_mean_square_of_rows_that_were_left_out()
    {
        // All rows weigh the same in the line, for which the generalised cross-validation is exact.
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? -1.0 : 1)],
            y = [.. x.Select(v => 3 + 2 * v + random.NextDouble())];
        GaussianMixture at = Fit(x, y).Predict(new double[] { 1 }.As(ScalarType.Float32, 1, 1));
        Close.To(y.Where((_, i) => x[i] > 0).Average(), at.mean.Value(), 1e-5);
        // Of the rows with the same x, whose mean is the line.
        double square = x.Select((v, i) => y[i] - y.Where((_, j) => j != i && x[j] == v).Average()).Average(e => e * e);
        Close.To(square, at.variance.Value(), 1e-4);
    }

    [Fact]
    public void Several_targets_share_a_covariance()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? -1.0 : 1)];
        double[] y = [.. Enumerable.Range(0, 40).SelectMany(i => i % 4 < 2 ? new double[] { 1, 1 } : [-1, -1])];
        var regression = new LinearGaussian(x.As(ScalarType.Float32, 40, 1), y.As(ScalarType.Float32, 40, 2));
        double[] covariance = regression.Predict(zeros(1, 1)).Covariance().Doubles();
        Close.To([40 * 40 / (38.0 * 38), 1, 1, 1], [covariance[0], .. covariance[1..].Select(c => c / covariance[0])],
            1e-5);
    }

    [Fact]
    public void One_hot_columns_that_sum_to_one_are_no_trouble()
    {
        double[] x = [.. Enumerable.Range(0, 40).SelectMany(i => i % 2 == 0 ? new double[] { 1, 0 } : [0, 1])],
            y = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1.5 : 3.5 + (i % 4 - 2))];
        var regression = new LinearGaussian(x.As(ScalarType.Float32, 40, 2), y.As(ScalarType.Float32, 40, 1));
        Close.To(1.5, regression.Predict(new double[] { 1, 0 }.As(ScalarType.Float32, 1, 2)).mean.Value(), 1e-3);
        Close.To(3.5, regression.Predict(new double[] { 0, 1 }.As(ScalarType.Float32, 1, 2)).mean.Value(), 1e-3);
    }

    [Theory, InlineData(20), InlineData(40), InlineData(300)]
    public void With_as_many_columns_as_rows_new_rows_have_the_variance_that_it_says(int columns)
    {
        const int Rows = 40;
        var random = new Random(columns);
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Normal())];
        double[] x = Draw(Rows * columns), fresh = Draw(500 * columns);
        double[] Targets(double[] rows) =>
            [.. Enumerable.Range(0, rows.Length / columns).Select(i => rows[i * columns] + Normal())];
        var regression = new LinearGaussian(x.As(ScalarType.Float64, Rows, columns),
            Targets(x).As(ScalarType.Float64, Rows, 1));
        double[] losses = regression.Predict(fresh.As(ScalarType.Float64, 500, columns))
            .log_prob(Targets(fresh).As(ScalarType.Float64, 500, 1)).Doubles();
        // A normal distribution that ignores all columns has 1.77 nats.
        Assert.InRange(-losses.Average(), 1.4, 2.2);
    }

    // w̄ = 1; the normal equations of one input, by hand.
    [Fact]
    public void Rows_with_weights_have_the_line_of_weighted_least_squares()
    {
        var random = new Random(2);
        const int Rows = 200;
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble() * 2 - 1)],
            y = [.. x.Select((v, i) => (i % 2 == 0 ? 1 + v : -4 - 2 * v) + random.NextDouble())],
            weights = [.. x.Select((_, i) => i % 2 == 0 ? 1.9 : 0.1)];
        double Mean(Func<int, double> value) => Enumerable.Range(0, Rows).Sum(i => weights[i] * value(i)) / Rows;
        double meanX = Mean(i => x[i]), meanY = Mean(i => y[i]);
        double slope = Mean(i => (x[i] - meanX) * (y[i] - meanY)) / Mean(i => (x[i] - meanX) * (x[i] - meanX));
        double square = Mean(i => Math.Pow(y[i] - meanY - slope * (x[i] - meanX), 2));
        // In pieces, as a large table comes.
        var regression = new LinearGaussian(Enumerable.Range(0, 4).Select(piece => (Part(x, piece), Part(y, piece),
            (Tensor?)Part(weights, piece))));
        GaussianMixture at = regression.Predict(new[] { -1, 0.5 }.As(ScalarType.Float64, 2, 1));
        Close.To([meanY - slope * (1 + meanX), meanY + slope * (0.5 - meanX)], at.mean.Doubles(), 1e-4);
        // Two degrees of freedom: RSS/n · (n/(n − 2))².
        Close.To(square * Rows * Rows / (Rows - 2.0) / (Rows - 2), at.variance.Doubles()[0], 1e-4);

        Tensor Part(double[] column, int piece) =>
            column[(piece * Rows / 4)..((piece + 1) * Rows / 4)].As(ScalarType.Float64, Rows / 4, 1);
    }

    // In the dual form: I − H = λ (XX' + λ)⁻¹, with a column of ones in X.
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_ridge_is_that_part_of_the_rows_which_generalised_cross_validation_prefers(int seed)
    {
        const int Rows = 40, Columns = 60;
        Generator generator = Make.Seed((ulong)seed);
        Tensor x = randn([Rows, Columns], ScalarType.Float64, generator: generator);
        Tensor fresh = randn([5, Columns], ScalarType.Float64, generator: generator);
        Tensor y = x[.., ..1] + 2 * randn([Rows, 1], ScalarType.Float64, generator: generator) + 7;
        Tensor mean = y.mean(), deviation = y.std(unbiased: false), z = (y - mean) / deviation;
        Tensor kernel = x.matmul(x.t()) + 1;
        var best = new[] { 1e-6, 1e-3, 1e-2, 1e-1, 1, 10 }.Select(part =>
        {
            double ridge = part * Rows;
            Tensor inverse = linalg.inv(kernel + ridge * eye(Rows, dtype: ScalarType.Float64));
            double squares = (ridge * inverse.matmul(z)).pow(2).sum().Value();
            double freedom = ridge * inverse.diagonal().sum().Value();
            return (Score: squares / freedom / freedom, Inverse: inverse);
        }).MinBy(fit => fit.Score);

        GaussianMixture at = new LinearGaussian(x, y).Predict(fresh);
        Close.To((mean + deviation * (fresh.matmul(x.t()) + 1).matmul(best.Inverse).matmul(z)).Doubles(),
            at.mean.Doubles(), 1e-6, 1e-6, $"seed {seed}");
        Close.To(Rows * best.Score * deviation.Value() * deviation.Value(), at.variance.Doubles()[0], 1e-6);
    }

    private static LinearGaussian Fit(double[] x, double[] y) =>
        new(x.As(ScalarType.Float32, x.Length, 1), y.As(ScalarType.Float32, y.Length, 1));

    [Theory, InlineData(1.7e9, 600), InlineData(0, 1e-7), InlineData(-5, 1e8)]
    public void The_units_of_a_target_change_nothing_but_the_units(double origin, double unit)
    {
        double[] x = [-1.5, -0.5, 0.5, 1.5], y = [1, 2, 2, 5];
        Tensor inputs = x.As(ScalarType.Float64, 4, 1);
        GaussianMixture plain = new LinearGaussian(inputs, y.As(ScalarType.Float64, 4, 1)).Predict(inputs);
        GaussianMixture other =
            new LinearGaussian(inputs,
            y.Select(v => origin + unit * v).ToArray().As(ScalarType.Float64, 4, 1)).Predict(inputs);
        Close.To(plain.mean.Doubles(), [.. other.mean.Doubles().Select(m => (m - origin) / unit)], 1e-6);
        Close.To(plain.variance.Doubles(), [.. other.variance.Doubles().Select(v => v / unit / unit)], 1e-6);
    }
}
