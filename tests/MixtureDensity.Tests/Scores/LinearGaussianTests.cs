using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Baselines;

public sealed class LinearGaussianTests
{
    [Fact]
    public void One_input_has_the_least_squares_line_and_the_variance_around_it()
    {
        double[] x = [-1.5, -0.5, 0.5, 1.5], y = [1, 2, 2, 5];
        // Slope Σ(x − x̄)(y − ȳ)/Σ(x − x̄)² = 6/5 about (0, 2.5); residuals 0.3, 0.1, −1.1, 0.7.
        var regression = new LinearGaussian(x.As(ScalarType.Float32, 4, 1), y.As(ScalarType.Float32, 4, 1));
        GaussianMixture at = regression.Predict(new double[] { 2 }.As(ScalarType.Float32, 1, 1));
        Close.To(2.5 + 1.2 * 2, at.mean.Value(), 1e-5);
        Close.To((0.09 + 0.01 + 1.21 + 0.49) / 4, at.variance.Value(), 1e-4);
    }

    [Fact]
    public void Several_targets_share_a_covariance()
    {
        double[] x = [-1, 1, -1, 1];
        double[] y = [1, 1, -1, -1, -1, -1, 1, 1];
        var regression = new LinearGaussian(x.As(ScalarType.Float32, 4, 1), y.As(ScalarType.Float32, 4, 2));
        Close.To([1, 1, 1, 1], regression.Predict(zeros(1, 1)).Covariance().Doubles(), 1e-6, 1e-6);
    }

    [Fact]
    public void One_hot_columns_that_sum_to_one_are_no_trouble()
    {
        double[] x = [1, 0, 0, 1, 1, 0, 0, 1], y = [1, 3, 2, 4];
        var regression = new LinearGaussian(x.As(ScalarType.Float32, 4, 2), y.As(ScalarType.Float32, 4, 1));
        Close.To(1.5, regression.Predict(new double[] { 1, 0 }.As(ScalarType.Float32, 1, 2)).mean.Value(), 1e-3);
        Close.To(3.5, regression.Predict(new double[] { 0, 1 }.As(ScalarType.Float32, 1, 2)).mean.Value(), 1e-3);
    }

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
