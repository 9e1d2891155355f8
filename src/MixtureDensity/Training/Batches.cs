using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The rows of a table in batches, shuffled anew each time all have been seen; a rest too small for a batch waits for the next shuffle.</summary>
internal sealed class Batches(Tensor x, Tensor y, int size, Generator? generator)
{
    private Tensor? _order;
    private long _next;

    public (Tensor X, Tensor Y) Next()
    {
        long rows = x.shape[0];
        if (_order is null || _next + size > rows)
        {
            _order?.Dispose();
            _order = randperm(rows, ScalarType.Int64, generator: generator).to(x.device).DetachFromDisposeScope();
            _next = 0;
        }
        Tensor index = _order.narrow(0, _next, size);
        _next += size;
        return (x.index_select(0, index), y.index_select(0, index));
    }
}
