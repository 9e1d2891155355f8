using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The running mean of weights over the steps of a training: of all of them at first, and of the last ones later.</summary>
/// <param name="weights">The weights.</param>
/// <param name="keep">How much of the mean a step keeps in the long run.</param>
internal sealed class WeightAverage(Parameter weights, double keep) : IDisposable
{
    private readonly Tensor _mean = weights.detach().clone().DetachFromDisposeScope();
    private long _count;

    /// <summary>The mean.</summary>
    public Tensor Value => _mean;

    /// <summary>Takes in the present weights.</summary>
    public void Add()
    {
        using var scope = NewDisposeScope();
        _count++;
        _mean.lerp_(weights.detach(), tensor(Math.Max(1 - keep, 1.0 / _count), _mean.dtype));
    }

    /// <summary>Forgets all but the present weights.</summary>
    public void Restart()
    {
        using var scope = NewDisposeScope();
        _count = 0;
        _mean.copy_(weights.detach());
    }

    /// <summary>Does something while the mean stands in for the weights.</summary>
    public double Score(Func<double> score)
    {
        using var scope = NewDisposeScope();
        Tensor present = weights.detach(), kept = present.clone();
        present.copy_(_mean);
        double value = score();
        present.copy_(kept);
        return value;
    }

    /// <summary>Frees the mean.</summary>
    public void Dispose() => _mean.Dispose();
}
