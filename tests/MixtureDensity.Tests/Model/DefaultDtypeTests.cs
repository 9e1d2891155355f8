using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

/// <summary>The library does not depend on torch's global default dtype.</summary>
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

    [Fact]
    public void A_network_and_a_mixture_work_for_any_default_dtype() => WithDefault(ScalarType.Float64, () =>
    {
        using var generator = new Generator(1);
        using var network = new MixtureDensityNetwork(2, [8], 3, targets: 2, Covariance.Full, generator: generator);
        Tensor x = randn(20, 2, ScalarType.Float32, generator: generator);
        Tensor y = randn(20, 2, ScalarType.Float32, generator: generator);
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
    });

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
