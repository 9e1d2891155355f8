using System.Numerics;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Keeps the gradient shards of the last three shapes, because creating shards takes longer than a training step. With
/// many inputs shards are large and steps long, so that only the shards of the last shape are kept.
/// </summary>
/// <param name="layers">The layers.</param>
/// <param name="head">The loss of the last layer's outputs.</param>
/// <param name="parameters">The flat parameters of all layers, [P].</param>
/// <param name="gradient">The gradient, [P], to which the first shard writes directly.</param>
internal sealed class ShardCache<T>(
    IReadOnlyList<DenseLayer> layers, IHead<T> head, Tensor parameters, Tensor gradient) : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Training batches, validation rows and their last chunk alternate.
    private const int MaxShapes = 3;
    private const int ManyInputs = 1024;

    private readonly List<GradientShard<T>[]> _shapes = []; // most recently used first

    /// <summary>The shards of the last shape; none before the first step.</summary>
    public IReadOnlyList<GradientShard<T>> Last => _shapes.Count == 0 ? [] : _shapes[0];

    /// <summary>Shards for blocks of rows.</summary>
    /// <param name="count">The number of shards.</param>
    /// <param name="width">The number of rows of a block, from <see cref="DenseForward{T}.WidthFor"/>.</param>
    public GradientShard<T>[] Get(int count, int width)
    {
        int at = _shapes.FindIndex(l => l.Length == count && l[0].Width == width);
        if (at == 0)
            return _shapes[0];
        GradientShard<T>[] shards = at > 0 ? _shapes[at] : [.. Enumerable.Range(0, count)
            .Select(i => new GradientShard<T>(layers, head, parameters, width, i == 0 ? gradient : null))];
        if (at < 0 && _shapes.Count == (layers[0].From < ManyInputs ? MaxShapes : 1))
        {
            at = _shapes.Count - 1;
            Free(_shapes[at]);
        }
        if (at >= 0)
            _shapes.RemoveAt(at);
        _shapes.Insert(0, shards);
        return shards;
    }

    /// <summary>Frees the shards; others are created when they are needed.</summary>
    public void Clear()
    {
        _shapes.ForEach(Free);
        _shapes.Clear();
    }

    /// <summary>Frees the shards.</summary>
    public void Dispose() => Clear();

    private static void Free(GradientShard<T>[] shards)
    {
        foreach (GradientShard<T> shard in shards)
            shard.Dispose();
    }
}
