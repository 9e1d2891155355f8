using MdnDemo.Experiments;
using MixtureDensity;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>One full-batch training step of an experiment, in two ways.</summary>
internal sealed class ExperimentSteps : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Func<Tensor, Tensor, Tensor> _idiomaticLoss;
    private readonly optim.Optimizer _idiomaticOptimizer;
    private readonly IObjective _objective;
    private readonly optim.Optimizer _optimizer;

    private ExperimentSteps(
        DisposeScope scope, (Tensor X, Tensor Y) points, IEnumerable<Parameter> idiomatic, Func<Tensor, Tensor,
            Tensor> idiomaticLoss, IObjective objective, ExperimentOptions options)
    {
        (_scope, (_x, _y), _idiomaticLoss, _objective) = (scope, points, idiomaticLoss, objective);
        _idiomaticOptimizer = optim.RMSProp(idiomatic, options.LearningRate, options.Alpha);
        _optimizer = new RmsProp(objective.Parameters, options.LearningRate, options.Alpha);
    }

    /// <summary>The steps of <c>mdn</c>; the idiomatic one with three heads and a composed loss.</summary>
    /// <param name="rows">N.</param>
    /// <param name="options">The sizes and the optimizer's constants.</param>
    public static ExperimentSteps Mdn(int rows, MdnOptions options)
    {
        DisposeScope scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor y, Tensor x) = NoisyCurve.Sample(rows, generator);
        var idiomatic = new IdiomaticMixtureNetwork(1, [options.Hidden], options.Components, nn.Tanh);
        var network = new MixtureDensityNetwork(1, [options.Hidden], options.Components, generator: generator);
        return new ExperimentSteps(scope, (x, y), idiomatic.parameters(), idiomatic.Loss,
            AnalyticObjective.NegativeLogLikelihood(network), options);
    }

    /// <summary>The steps of <c>regress</c>.</summary>
    /// <inheritdoc cref="Mdn"/>
    public static ExperimentSteps Regress(int rows, RegressOptions options)
    {
        DisposeScope scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        Sequential Network() => nn.Sequential(nn.Linear(1, options.Hidden), nn.ReLU(), nn.Linear(options.Hidden, 1));
        Sequential idiomatic = Network();
        return new ExperimentSteps(
            scope, NoisyCurve.Sample(rows, generator), idiomatic.parameters(), (x, y) =>
                nn.functional.mse_loss(idiomatic.call(x), y), AnalyticObjective.SquaredError(Network()), options);
    }

    /// <summary>As a user of TorchSharp would write it: autograd, the built-in optimizer, one dispose scope.</summary>
    public void Idiomatic()
    {
        using var scope = NewDisposeScope();
        Tensor loss = _idiomaticLoss(_x, _y);
        _idiomaticOptimizer.zero_grad();
        loss.backward();
        _idiomaticOptimizer.step();
        loss.ToDouble();
    }

    /// <summary>As the experiment does it.</summary>
    public void Ours() => Trainer.Minimize(_objective, _x, _y, _optimizer, epochs: 1);

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();
}
