using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

/// <summary>The library does not depend on torch's global default dtype and device.</summary>
public sealed class DefaultDtypeTests
{
    private static readonly Table Rows = new(
    [
        new NumericColumn("x", [.. Enumerable.Range(0, 80).Select(i => (double)i)]),
        new TextColumn("kind", [.. Enumerable.Range(0, 80).Select(i => i % 3 == 0 ? "a" : "b")]),
        new NumericColumn("y", [.. Enumerable.Range(0, 80).Select(i => 0.3 * i + i * i % 7)]),
    ]);

    [Fact]
    public void A_fit_and_its_predictions_are_the_same_for_any_default_dtype()
    {
        byte[] expected = Fit(out double[] means);
        WithDefault(ScalarType.Float64, () =>
        {
            Assert.Equal(expected, Fit(out double[] others));
            Assert.Equal(means, others);
        });
    }

    // A tensor that was made without a device would be one of "meta", which has no values to compute with.
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Every_tensor_is_made_with_a_dtype_and_a_device(ScalarType dtype) => WithDefault(dtype, () =>
    {
        Device before = get_default_device();
        byte[] expected = Fit(out double[] means);
        double[] baselines = Baselines();
        set_default_device(new Device(DeviceType.META));
        try
        {
            Assert.Equal(expected, Fit(out double[] others));
            Assert.Equal(means, others);
            Assert.Equal(baselines, Baselines());
            Core();
        }
        finally
        {
            set_default_device(before);
        }
    });

    [Fact]
    public void A_network_and_a_mixture_work_for_any_default_dtype() => WithDefault(ScalarType.Float64, Core);

    private static void Core()
    {
        using var generator = new Generator(1);
        using var network = new MixtureDensityNetwork(2, [8], 3, targets: 2, Covariance.Full, generator: generator);
        Tensor x = randn(20, 2, ScalarType.Float32, CPU, generator: generator);
        Tensor y = randn(20, 2, ScalarType.Float32, CPU, generator: generator);
        network.Standardize(x, y);
        network.SpreadComponents(y, generator);
        GaussianMixture p = network.call(x);
        double loss = -p.log_prob(y).mean().Value();
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Close.To(loss, objective.Evaluate(x, y), 1e-5);
        Assert.Equal(20, p.Modes().Length);
        Assert.True(p.Marginal(0).Crps(y.narrow(1, 0, 1)).isfinite().all().item<bool>());
        Assert.True(p.EnergyScore(y).isfinite().all().item<bool>());
        Assert.True(p.Conditional([1], y.narrow(1, 1, 1)).Covariance().isfinite().all().item<bool>());
        Assert.Equal(20, p.Tempered(0.5, 2).sample(3).shape[1]);
        GaussianMixture marginal = p.Marginal(0), scalar = GaussianMixture.Scalar(
            p.LogWeights.detach(), p.Means.select(-1, 0).detach(), p.Scales.select(-1, 0).detach(), generator);
        Tensor half = full([20], 0.5, ScalarType.Float32, CPU);
        Tensor median = marginal.icdf(half);
        Close.To([.. Enumerable.Repeat(0.5, 20)], marginal.cdf(median).detach().to(ScalarType.Float64).Doubles(), 1e-5);
        Assert.Equal(median.detach().Doubles(), scalar.icdf(half).unsqueeze(-1).Doubles());
        Assert.Equal(20, scalar.entropy().numel());
        Assert.Equal(60, scalar.rsample(3).numel());
        Close.To(p.log_prob(y)[3].Doubles(), [p.ToBatch().LogDensity(3, y[3].Doubles())], 1e-4);
        Assert.Equal(20, p.ToBatch().ToTensors(generator).sample().shape[0]);
        using AutogradObjective autograd = AutogradObjective.NegativeLogLikelihood(network);
        Close.To(loss, autograd.Evaluate(x, y), 1e-5);
    }

    private static double[] Baselines()
    {
        using var generator = new Generator(2);
        Tensor x = randn(50, 2, ScalarType.Float32, CPU, generator: generator);
        Tensor y = randn(50, 2, ScalarType.Float32, CPU, generator: generator);
        return
        [
            .. new LinearGaussian(x, y).Predict(x).log_prob(y.to(ScalarType.Float64)).Doubles(),
            .. KernelDensity.Fit(y, full([1], 0.01, ScalarType.Float64, CPU)).log_prob(y.to(ScalarType.Float64))
                .Doubles(),
        ];
    }

    private static byte[] Fit(out double[] means)
    {
        var options = new ModelOptions
        {
            Architectures = [new([8], Bins: 4)], Folds = 2, Refits = 1, Training = new TrainingOptions { Steps = 40 },
        };
        using DensityModel model = ModelTrainer.Fit(Rows, ["x", "kind"], ["y"], options).Model;
        MixtureBatch batch = model.Predict(Rows);
        means = [.. Enumerable.Range(0, batch.Count).Select(row => batch.Marginal(row).Mean)];
        return ModelFile.Write(model);
    }

    private static void WithDefault(ScalarType dtype, Action action)
    {
        ScalarType before = get_default_dtype();
        try
        {
            set_default_dtype(dtype);
            action();
        }
        finally
        {
            set_default_dtype(before);
        }
    }
}
