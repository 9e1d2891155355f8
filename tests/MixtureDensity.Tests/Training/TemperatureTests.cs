using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class TemperatureTests
{
    private static readonly Temperature Some = new(0.3, -0.4);

    public static TheoryData<Covariance, int> Kinds => new()
    {
        { Covariance.Diagonal, 1 }, { Covariance.Diagonal, 2 }, { Covariance.Spherical, 3 }, { Covariance.Full, 3 },
        { Covariance.Tied, 3 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_calibrated_network_has_wider_components_and_weights_that_differ_less(
        Covariance covariance, int targets)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var generator = new Generator(3);
        MixtureDensityNetwork network = Network(covariance, targets, generator);
        Tensor x = randn(7, 2, dtype: float64, generator: generator);
        GaussianMixture before = network.call(x);

        network.ScaleBy(Some.LogScale, Some.LogLogit);
        GaussianMixture after = network.call(x);

        Close.To(before.Means, after.Means, 1e-12, 1e-12);
        Close.To(nn.functional.log_softmax(before.LogWeights * Math.Exp(-0.4), -1), after.LogWeights, 1e-12, 1e-12);
        Close.To(Covariances(before, Math.Exp(0.6)), Covariances(after), 1e-9, 1e-12);
    }

    [Fact]
    public void The_temperature_of_some_rows_is_that_of_a_grid()
    {
        const int Rows = 16, Components = 3;
        var random = new Random(11);
        double[] outputs = [.. Enumerable.Range(0, 9 * Rows).Select(_ => 1.5 * random.NextDouble() - 1)];
        double[] y = [.. Enumerable.Range(0, Rows).Select(_ => 6 * random.NextDouble() - 3)];
        double[] weights = [.. Enumerable.Repeat(1.0 / Rows, Rows)];
        MixtureLayout layout = MixtureLayout.From(Components, 1, Covariance.Diagonal);
        Temperature found = new TemperatureScaling<double>(layout, new MixtureHead<double>(layout, (-10, 10)))
            .Fit(new OutputBlock<double>(outputs, y, weights), Rows, default);

        // The prior of both logarithms has a standard deviation of one half.
        double Objective(double s, double b)
        {
            double sum = 0;
            for (int n = 0; n < Rows; n++)
            {
                double[] logits = [.. Enumerable.Range(0, Components).Select(k => Math.Exp(b) * outputs[k * Rows + n])];
                double density = 0, total = logits.Sum(Math.Exp);
                for (int k = 0; k < Components; k++)
                {
                    double mean = outputs[(Components + k) * Rows + n];
                    double scale = Math.Exp(s + outputs[(2 * Components + k) * Rows + n]), z = (y[n] - mean) / scale;
                    density += Math.Exp(logits[k]) / total * Math.Exp(-z * z / 2) / scale / Math.Sqrt(2 * Math.PI);
                }
                sum -= Math.Log(density);
            }
            return (sum + (s * s + b * b) / 2 / (0.5 * 0.5)) / Rows;
        }

        var best = (from i in Enumerable.Range(-100, 201)
                    from j in Enumerable.Range(-100, 201)
                    select (Scale: i / 100.0, Logit: j / 100.0)).MinBy(t => Objective(t.Scale, t.Logit));
        Close.To(best.Scale, found.LogScale, 0, 0.011);
        Close.To(best.Logit, found.LogLogit, 0, 0.011);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_temperature_beside_that_found_is_better(Covariance covariance, int targets)
    {
        const int Rows = 32;
        var random = new Random(12);
        MixtureLayout layout = MixtureLayout.From(3, targets, covariance);
        double[] outputs = [.. Enumerable.Range(0, (int)layout.Outputs * Rows).Select(_ => random.NextDouble() - 0.5)];
        double[] y = [.. Enumerable.Range(0, targets * Rows).Select(_ => 4 * random.NextDouble() - 2)];
        double[] weights = [.. Enumerable.Repeat(1.0 / Rows, Rows)];
        var head = new MixtureHead<double>(layout, (-10, 10));
        Temperature found = new TemperatureScaling<double>(layout, head)
            .Fit(new OutputBlock<double>(outputs, y, weights), Rows, new(-0.5, 0.5));
        double Objective(double s, double b)
        {
            double[] calibrated = [.. outputs];
            new Temperature(s, b).Apply<double>(calibrated, layout);
            return head.Differentiate(calibrated, y, weights) + 2.0 / Rows * (s * s + b * b);
        }

        double least = Objective(found.LogScale, found.LogLogit);
        foreach (var (s, b) in new[] { (0.02, 0.0), (-0.02, 0.0), (0.0, 0.02), (0.0, -0.02) })
            Assert.True(Objective(found.LogScale + s, found.LogLogit + b) > least, $"{found} in direction {s}, {b}");
    }

    [Fact]
    public void Outputs_without_a_finite_loss_keep_their_temperature()
    {
        MixtureLayout layout = MixtureLayout.From(1, 1, Covariance.Diagonal);
        double[] ones = [.. Enumerable.Repeat(1.0, 16)];
        Assert.Equal(Some, new TemperatureScaling<double>(layout, new MixtureHead<double>(layout, (-10, 10)))
            .Fit(new OutputBlock<double>([.. Enumerable.Repeat(double.NaN, 48)], ones, ones), 16, Some));
    }

    [Fact]
    public void A_network_that_learnt_few_rows_by_heart_is_better_on_new_rows_with_its_temperature()
    {
        using var scope = NewDisposeScope();
        double calibrated = LossOnNewRows(new TrainingOptions { Steps = 1500 });
        double plain = LossOnNewRows(new TrainingOptions { Steps = 1500, TemperatureScaling = false });
        Assert.True(calibrated < plain - 0.02, $"{calibrated} and {plain}");

        static double LossOnNewRows(TrainingOptions options)
        {
            var generator = new Generator(7);
            Tensor x = rand([2300, 4], generator: generator) * 2 - 1;
            Tensor y = (x[.., ..1] * 3).sin() + x[.., 1..2] * x[.., 2..3] + 0.2 * randn(2300, 1, generator: generator);
            var network = new MixtureDensityNetwork(4, [64, 64], 3, generator: generator);
            NetworkTrainer.Train(network, x[..100], y[..100], x[100..300], y[100..300], options, generator);
            using var noGrad = no_grad();
            return -network.call(x[300..]).log_prob(y[300..]).mean().item<float>();
        }
    }

    private static double[] Covariances(GaussianMixture mixtures, double factor = 1)
    {
        MixtureBatch batch = mixtures.ToBatch();
        return [.. Enumerable.Range(0, batch.Count).SelectMany(batch.ComponentsOf)
            .SelectMany(c => c.Covariance.Cast<double>()).Select(v => v * factor)];
    }

    private static MixtureDensityNetwork Network(Covariance covariance, int targets, Generator generator)
    {
        MixtureDensityNetwork network = new(
            2, [5], 3, targets, covariance, dtype: ScalarType.Float64, generator: generator);
        using var noGrad = no_grad();
        foreach (Tensor parameter in network.parameters())
            parameter.add_(randn(parameter.shape, dtype: float64, generator: generator) * 0.3);
        return network;
    }
}
