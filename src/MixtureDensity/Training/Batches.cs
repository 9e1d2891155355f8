using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Mini-batches of rows, reshuffled every epoch; an incomplete last batch is dropped.</summary>
/// <param name="rows">The indices of the rows.</param>
/// <param name="size">The batch size.</param>
/// <param name="generator">The source of randomness; the global generator if null.</param>
internal sealed class Batches(int[] rows, int size, Generator? generator)
{
    private readonly int[] _order = new int[rows.Length];
    private int _next = rows.Length;

    /// <summary>The rows of the next batch, valid until the next call.</summary>
    public ReadOnlyMemory<int> Next()
    {
        if (_next + size > rows.Length)
            Shuffle();
        _next += size;
        return _order.AsMemory(_next - size, size);
    }

    private void Shuffle()
    {
        using Tensor order = randperm(rows.Length, ScalarType.Int64, CPU, generator: generator);
        var places = order.data<long>();
        for (int i = 0; i < rows.Length; i++)
            _order[i] = rows[places[i]];
        _next = 0;
    }
}
