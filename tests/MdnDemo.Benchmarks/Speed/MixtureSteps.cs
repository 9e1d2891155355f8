using MdnDemo.Experiments;
using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>One full-batch training step of <c>mdn</c>, in several ways.</summary>
internal sealed class MixtureSteps : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly IdiomaticMixtureNetwork _idiomatic;
    private readonly optim.Optimizer _idiomaticOptimizer;
    private readonly IObjective _objective;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _h;
    private readonly Tensor _a;
    private readonly Tensor _inputs;
    private readonly Tensor _first;
    private readonly Tensor _heads;

    /// <param name="rows">N.</param>
    /// <param name="options">The sizes and the optimizer's constants.</param>
    public MixtureSteps(int rows, MdnOptions options)
    {
        using var generator = new Generator((ulong)options.Seed);
        (_y, _x) = NoisyCurve.Draw(rows, generator);
        _idiomatic = new IdiomaticMixtureNetwork(1, [options.Hidden], options.Components, nn.Tanh);
        _idiomaticOptimizer = optim.RMSProp(_idiomatic.parameters(), options.LearningRate, options.Alpha);
        var network = new MixtureDensityNetwork(1, [options.Hidden], options.Components, generator: generator);
        _objective = AnalyticObjective.NegativeLogLikelihood(network);
        _optimizer = new RmsProp(_objective.Parameters, options.LearningRate, options.Alpha);

        int outputs = 3 * options.Components;
        _inputs = _x.t().contiguous();
        (_first, _heads) = (rand(options.Hidden, 1), rand(outputs, options.Hidden));
        (_h, _a) = (rand(options.Hidden, rows), rand(outputs, rows));
    }

    /// <summary>As a user of TorchSharp would write it: three heads, a composed loss, one dispose scope.</summary>
    public void Idiomatic()
    {
        using var scope = NewDisposeScope();
        Tensor loss = _idiomatic.Loss(_x, _y);
        _idiomaticOptimizer.zero_grad();
        loss.backward();
        _idiomaticOptimizer.step();
        loss.ToDouble();
    }

    /// <summary>As <c>mdn</c> does it.</summary>
    public void Ours() => Trainer.Minimize(_objective, _x, _y, _optimizer, epochs: 1);

    /// <summary>The five products of matrices that no step can do without: the floor.</summary>
    public void Products()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _first.mm(_inputs);
        _heads.mm(_h);
        _a.mm(_h.t());
        _heads.t().mm(_a);
        _h.mm(_inputs.t());
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();
}
