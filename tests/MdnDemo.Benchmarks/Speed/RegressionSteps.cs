using MdnDemo.Experiments;
using MixtureDensity;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>One full-batch training step of <c>regress</c>, in two ways.</summary>
internal sealed class RegressionSteps : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Sequential _idiomatic;
    private readonly optim.Optimizer _idiomaticOptimizer;
    private readonly IObjective _objective;
    private readonly optim.Optimizer _optimizer;

    /// <param name="rows">N.</param>
    /// <param name="options">The sizes and the optimizer's constants.</param>
    public RegressionSteps(int rows, RegressOptions options)
    {
        using var generator = new Generator((ulong)options.Seed);
        (_x, _y) = NoisyCurve.Draw(rows, generator);
        Sequential Network() => nn.Sequential(nn.Linear(1, options.Hidden), nn.ReLU(), nn.Linear(options.Hidden, 1));
        _idiomatic = Network();
        _idiomaticOptimizer = optim.RMSProp(_idiomatic.parameters(), options.LearningRate, options.Alpha);
        _objective = AnalyticObjective.SquaredError(Network());
        _optimizer = new RmsProp(_objective.Parameters, options.LearningRate, options.Alpha);
    }

    /// <summary>As a user of TorchSharp would write it.</summary>
    public void Idiomatic()
    {
        using var scope = NewDisposeScope();
        Tensor loss = nn.functional.mse_loss(_idiomatic.call(_x), _y);
        _idiomaticOptimizer.zero_grad();
        loss.backward();
        _idiomaticOptimizer.step();
        loss.ToDouble();
    }

    /// <summary>As <c>regress</c> does it.</summary>
    public void Ours() => Trainer.Minimize(_objective, _x, _y, _optimizer, epochs: 1);

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();
}
