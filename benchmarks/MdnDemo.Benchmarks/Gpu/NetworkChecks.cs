using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Gpu;

/// <summary>Networks, their training, whole models and the baselines.</summary>
internal static class NetworkChecks
{
    private const int Rows = 200;

    /// <summary>All checks.</summary>
    public static IEnumerable<DeviceCheck> All =>
    [
        .. from covariance in Enum.GetValues<Covariance>()
           from dtype in new[] { ScalarType.Float32, ScalarType.Float64 }
           from check in OfNetwork(covariance, dtype)
           select check with { Name = $"network {covariance} {dtype} {check.Name}" },
        .. Refusals,
        .. Models,
    ];

    private static IEnumerable<DeviceCheck> OfNetwork(Covariance covariance, ScalarType dtype)
    {
        MixtureDensityNetwork On(Device device)
        {
            var network = new MixtureDensityNetwork(
                2, [16, 16], 5, 3, covariance, Activation.SiLU, dtype: dtype, generator: new Generator(1));
            network.to(device);
            return network;
        }

        yield return new("log_prob", d => [On(d).call(X(dtype, d)).log_prob(Y(dtype, d))]);
        yield return new("Standardize and SpreadComponents", d =>
        {
            MixtureDensityNetwork network = Prepared(On(d), dtype, d);
            return [.. network.parameters(), .. network.buffers()];
        });
        yield return new("objective", d =>
        {
            MixtureDensityNetwork network = Prepared(On(d), dtype, d);
            using AutogradObjective objective = AutogradObjective.NegativeLogLikelihood(network);
            Tensor loss = full([1], objective.Evaluate(X(dtype, d), Y(dtype, d)), dtype, d);
            return [loss, full([1], objective.Loss(X(dtype, d), Y(dtype, d)), dtype, d),
                .. network.parameters().Select(p => p.grad!)];
        });
        yield return new("training", d =>
        {
            MixtureDensityNetwork network = Prepared(On(d), dtype, d);
            using AutogradObjective objective = AutogradObjective.NegativeLogLikelihood(network);
            using optim.Optimizer adam = optim.Adam(network.parameters(), 1e-3);
            double[] losses = Trainer.Minimize(objective, X(dtype, d), Y(dtype, d), adam, 20);
            return [tensor(losses, ScalarType.Float64, CPU).to(ScalarType.Float32, d)];
        });
        yield return new("there and back", d =>
        {
            MixtureDensityNetwork network = On(d);
            network.to(CPU);
            return [network.call(X(dtype, CPU)).mean];
        }) { StaysOnDevice = false };
    }

    // On the CPU nothing is refused: what is compared there is a plain 1.
    private static IEnumerable<DeviceCheck> Refusals
    {
        get
        {
            static Tensor Refused<T>(Device device, string text, Action<MixtureDensityNetwork> use)
                where T : Exception
            {
                if (device.type == DeviceType.CPU)
                    return ones([1], ScalarType.Float32, CPU);
                using var network = new MixtureDensityNetwork(2, [4], 2, 3);
                network.to(device);
                return MixtureChecks.Thrown<T>(() => use(network), text, device);
            }

            const string Autograd = "AutogradObjective.NegativeLogLikelihood(network)";
            yield return new("analytic objective refused", d =>
                [Refused<ArgumentException>(d, Autograd, n => AnalyticObjective.NegativeLogLikelihood(n))]);
            yield return new("NetworkTrainer refused", d => [Refused<ArgumentException>(d, Autograd, n =>
                NetworkTrainer.Train(n, X(ScalarType.Float32, d), Y(ScalarType.Float32, d), X(ScalarType.Float32, d),
                    Y(ScalarType.Float32, d), new TrainingOptions()))]);
            yield return new("AdamW refused", d =>
                [Refused<ArgumentException>(d, "torch.optim", n => new MixtureDensity.AdamW(n.parameters()).step())]);
            yield return new("a moved network noticed", d =>
                [Refused<InvalidOperationException>(d, "objective was made", n =>
                {
                    using AutogradObjective objective = AutogradObjective.NegativeLogLikelihood(n);
                    n.to(CPU);
                    objective.Evaluate(X(ScalarType.Float32, CPU), Y(ScalarType.Float32, CPU));
                })]);
            yield return new("rows that are no numbers noticed", d =>
                [Refused<ArgumentException>(d, "holds NaN", n =>
                {
                    using AutogradObjective objective = AutogradObjective.NegativeLogLikelihood(n);
                    objective.Evaluate(X(ScalarType.Float32, d), full([Rows, 3], double.NaN, ScalarType.Float32, d));
                })]);
        }
    }

    private static IEnumerable<DeviceCheck> Models
    {
        get
        {
            yield return new("LinearGaussian", d =>
            {
                Tensor x = X(ScalarType.Float32, d), y = Y(ScalarType.Float32, d);
                GaussianMixture p = new LinearGaussian(x, y).Predict(x);
                return [p.mean, p.Covariance()];
            });
            yield return new("KernelDensity", d =>
                [KernelDensity.Fit(Y(ScalarType.Float32, d), full([1], 0.01, ScalarType.Float64, d))
                    .log_prob(Y(ScalarType.Float64, d))]);
            yield return new("Evaluator", d =>
            {
                Tensor x = X(ScalarType.Float32, d), y = Y(ScalarType.Float32, d);
                var evaluator = new Evaluator(["a", "b", "c"]);
                evaluator.Add(new LinearGaussian(x, y).Predict(x), y.to(ScalarType.Float64));
                Evaluation scores = evaluator.Result();
                return [tensor(new[] { scores.NegativeLogLikelihood.Mean, scores.Targets[1].Crps.Mean },
                    ScalarType.Float64, CPU)];
            }) { StaysOnDevice = false };
            yield return new("DensityModel with its networks there", d =>
            {
                double[] x = [.. Enumerable.Range(0, 60).Select(i => (double)i)];
                var table = new Table([new NumericColumn("x", x),
                    new NumericColumn("y", [.. x.Select(v => v * v % 7)])]);
                using DensityModel model = ModelTrainer.Fit(table, ["x"], ["y"], new ModelOptions
                {
                    Architectures = [new([8])], Folds = 2, Refits = 1, Training = new TrainingOptions { Steps = 30 },
                }).Model;
                foreach (MixtureDensityNetwork network in model.Networks)
                    network.to(d);
                MixtureBatch batch = model.Predict(table);
                return [tensor(Enumerable.Range(0, 60).Select(row => batch.Marginal(row).Quantile(0.3)).ToArray(),
                    ScalarType.Float64, CPU)];
            }) { StaysOnDevice = false };
        }
    }

    private static MixtureDensityNetwork Prepared(MixtureDensityNetwork network, ScalarType dtype, Device device)
    {
        network.Standardize(X(dtype, device), Y(dtype, device));
        network.SpreadComponents(Y(dtype, device), new Generator(7));
        return network;
    }

    private static Tensor X(ScalarType dtype, Device device) => Draw(2, 11).to(dtype, device);

    private static Tensor Y(ScalarType dtype, Device device) =>
        (cat([Draw(2, 11), Draw(1, 11)], 1).square() + 0.3 * Draw(3, 12)).to(dtype, device);

    private static Tensor Draw(long columns, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn([Rows, columns], ScalarType.Float64, CPU, generator: generator);
    }
}
