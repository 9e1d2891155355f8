using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Rows in batches, shuffled anew each time all have been seen; a rest too small for a batch waits for the next
/// shuffle.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="size">Rows a batch.</param>
/// <param name="generator">What the order is drawn from.</param>
internal sealed class Batches(int[] rows, int size, Generator? generator)
{
    private readonly int[] _order = new int[rows.Length];
    private int _next = rows.Length;

    /// <summary>The rows of the next batch, until it is asked for another.</summary>
    public ReadOnlyMemory<int> Next()
    {
        if (_next + size > rows.Length)
            Shuffle();
        _next += size;
        return _order.AsMemory(_next - size, size);
    }

    private void Shuffle()
    {
        using Tensor order = randperm(rows.Length, ScalarType.Int64, generator: generator);
        var places = order.data<long>();
        for (int i = 0; i < rows.Length; i++)
            _order[i] = rows[places[i]];
        _next = 0;
    }
}
