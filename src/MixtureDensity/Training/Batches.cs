using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The rows of a table in batches, shuffled anew each time all have been seen; a rest too small for a batch waits for the next shuffle.</summary>
/// <param name="x">Inputs, [N, inputs].</param>
/// <param name="y">Targets, [N, D].</param>
/// <param name="size">Rows a batch.</param>
/// <param name="noise">The standard deviation of the noise that each shuffle adds to every input, [inputs]; none where null.</param>
/// <param name="generator">What order and noise are drawn from.</param>
internal sealed class Batches(Tensor x, Tensor y, int size, Tensor? noise, Generator? generator) : IDisposable
{
    // Networks are fitted side by side, where a number that TorchSharp makes an object of may be freed while it is in use.
    private static readonly Scalar One = 1;

    private Tensor? _x;
    private Tensor? _y;
    private long _next;

    /// <summary>The next batch: parts of a shuffled table, so that a step copies nothing.</summary>
    public (Tensor X, Tensor Y) Next()
    {
        if (_x is null || _y is null || _next + size > x.shape[0])
            (_x, _y) = Shuffle();
        long from = _next;
        _next += size;
        return (_x.narrow(0, from, size), _y.narrow(0, from, size));
    }

    /// <summary>Frees the shuffled table.</summary>
    public void Dispose()
    {
        _x?.Dispose();
        _y?.Dispose();
    }

    private (Tensor X, Tensor Y) Shuffle()
    {
        Dispose();
        using var scope = NewDisposeScope();
        Tensor order = randperm(x.shape[0], ScalarType.Int64, generator: generator).to(x.device);
        Tensor shuffled = x.index_select(0, order);
        if (noise is not null)
            shuffled.add_(noise * randn(shuffled.shape, shuffled.dtype, shuffled.device, generator: generator), One);
        _next = 0;
        return (shuffled.DetachFromDisposeScope(), y.index_select(0, order).DetachFromDisposeScope());
    }
}
