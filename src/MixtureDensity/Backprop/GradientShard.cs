using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The loss of one block of rows at a time, and the gradient that they add up to.</summary>
internal sealed class GradientShard<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IHead<T> _head;
    private readonly DenseForward<T> _forward;
    private readonly IReadOnlyList<DenseLayer> _layers;
    private LayerBackward<T>[] _backward = []; // made for the first gradient: many shards are only asked for losses
    private Tensor? _gradient;
    private readonly Tensor? _given;
    private readonly T[] _targets; // [D, rows]
    private readonly T[] _rowWeights;
    private bool _hasSum;

    /// <param name="layers">The layers.</param>
    /// <param name="head">The loss of the last one's outputs.</param>
    /// <param name="parameters">The parameters of all layers one after the other, [P].</param>
    /// <param name="width">The rows of a block, a <see cref="DenseForward{T}.WidthFor"/>.</param>
    /// <param name="gradient">Where to put the gradient, [P]; in memory of its own where it is null.</param>
    public GradientShard(IReadOnlyList<DenseLayer> layers, IHead<T> head, Tensor parameters, int width,
        Tensor? gradient = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (_layers, _head, _given) = (layers, head, gradient);
        _targets = new T[head.Targets * width];
        _rowWeights = new T[width];
        _forward = new DenseForward<T>(layers, parameters.detach(), width);
    }

    /// <summary>The rows of a block.</summary>
    public int Width => _forward.Width;

    /// <summary>The gradient of all blocks since <see cref="Clear"/>, [P].</summary>
    public Tensor Gradient => _gradient!;

    /// <summary>Starts a new sum of gradients.</summary>
    public void Clear() => _hasSum = false;

    /// <summary>The loss of a block, with whose gradient nothing is done.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="rows">The rows of the block, at most <see cref="Width"/>.</param>
    /// <param name="weight">What a row's loss counts.</param>
    /// <returns>The weighted sum of the losses.</returns>
    public double Loss(IRowSource<T> x, IRowSource<T> y, ReadOnlySpan<int> rows, T weight)
    {
        y.Fill(rows, _targets, Width);
        // What fills the block up counts nothing.
        _rowWeights.AsSpan(0, rows.Length).Fill(weight);
        _rowWeights.AsSpan(rows.Length).Clear();
        x.Fill(rows, _forward.Inputs, Width);
        _forward.Run();
        return _head.Differentiate(_forward.Outputs, _targets, _rowWeights);
    }

    /// <summary>Adds the gradient of a block's loss to the sum.</summary>
    /// <inheritdoc cref="Loss"/>
    public double Differentiate(IRowSource<T> x, IRowSource<T> y, ReadOnlySpan<int> rows, T weight)
    {
        Prepare();
        double loss = Loss(x, y, rows, weight);
        for (int i = _backward.Length - 1; i >= 0; i--)
            _backward[i].Run(_forward.Before(i), i + 1 < _backward.Length ? _backward[i + 1] : null, adds: _hasSum);
        _hasSum = true;
        return loss;
    }

    /// <summary>
    /// What the last block left behind, for whoever looks into it: every layer's values and their gradients.
    /// </summary>
    public IEnumerable<(string Place, Matrix<T> Values)> Buffers()
    {
        yield return ("inputs", _forward.Before(0));
        for (int i = 0; i < _backward.Length; i++)
        {
            bool isLast = i + 1 == _backward.Length;
            if (!isLast)
                yield return ("activations", _forward.Layers[i].Values);
            yield return ("gates of activations", _forward.Layers[i].Gates);
            yield return (isLast ? "gradients of outputs" : "gradients of activations", _backward[i].Delta);
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (LayerBackward<T> layer in _backward)
            layer.Dispose();
        _forward.Dispose();
        if (_given is null)
            _gradient?.Dispose();
    }

    private void Prepare()
    {
        if (_gradient is not null)
            return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _gradient = _given ?? zeros(_layers.Sum(l => l.Size),
            _forward.Layers[0].Weights.Tensor.dtype).DetachFromDisposeScope();
        _backward = [.. _forward.Layers
            .Zip(DenseLayer.Split(_layers, _gradient), (layer, part) => new LayerBackward<T>(layer, part))];
    }
}
