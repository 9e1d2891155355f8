using System.Numerics;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Computes the losses of blocks of rows one at a time, and accumulates their gradient.</summary>
internal sealed class GradientShard<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IHead<T> _head;
    private readonly DenseForward<T> _forward;
    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly Tensor? _externalGradient;
    private readonly T[] _targets; // [D, rows]
    private readonly T[] _rowWeights;
    private LayerBackward<T>[] _backward = []; // created lazily: many shards compute only losses
    private Tensor? _gradient;
    private bool _hasGradient;

    /// <param name="layers">The layers.</param>
    /// <param name="head">The loss of the last layer's outputs.</param>
    /// <param name="parameters">The flat parameters of all layers, [P].</param>
    /// <param name="width">The number of rows of a block, from <see cref="DenseForward{T}.WidthFor"/>.</param>
    /// <param name="gradient">The tensor that receives the gradient, [P]; a new one if null.</param>
    public GradientShard(IReadOnlyList<DenseLayer> layers, IHead<T> head, Tensor parameters, int width,
        Tensor? gradient = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (_layers, _head, _externalGradient) = (layers, head, gradient);
        _targets = new T[head.Targets * width];
        _rowWeights = new T[width];
        _forward = new DenseForward<T>(layers, parameters.detach(), width);
    }

    /// <summary>The number of rows of a block.</summary>
    public int Width => _forward.Width;

    /// <summary>The gradient of all blocks since <see cref="ResetGradient"/>, [P].</summary>
    public Tensor Gradient => _gradient!;

    /// <summary>Restarts the accumulation of the gradient.</summary>
    public void ResetGradient() => _hasGradient = false;

    /// <summary>Computes the loss of a block without accumulating its gradient.</summary>
    /// <param name="source">The inputs, targets and weights of all rows.</param>
    /// <param name="rows">The rows of the block, at most <see cref="Width"/>.</param>
    /// <param name="share">The weight of the loss of a row that has none of its own.</param>
    /// <returns>The weighted sum of the losses.</returns>
    public double Loss(RowSet<T> source, ReadOnlySpan<int> rows, T share)
    {
        Forward(source, rows, share);
        return _head.Differentiate(_forward.Outputs, _targets, _rowWeights);
    }

    /// <summary>Copies the outputs of a block with its targets and weights.</summary>
    /// <param name="source">The inputs, targets and weights of all rows.</param>
    /// <param name="rows">The rows of the block, at most <see cref="Width"/>.</param>
    /// <param name="share">The weight of the loss of a row that has none of its own.</param>
    /// <param name="block">Where to, if it has the right size.</param>
    public OutputBlock<T> Outputs(RowSet<T> source, ReadOnlySpan<int> rows, T share, OutputBlock<T>? block)
    {
        Forward(source, rows, share);
        if (block is null || block.Weights.Length != _rowWeights.Length)
            block = new OutputBlock<T>(
                new T[_forward.Outputs.Length], new T[_targets.Length], new T[_rowWeights.Length]);
        _forward.Outputs.CopyTo(block.Outputs);
        _targets.CopyTo(block.Targets, 0);
        _rowWeights.CopyTo(block.Weights, 0);
        return block;
    }

    /// <summary>Computes the loss of a block and accumulates its gradient.</summary>
    /// <inheritdoc cref="Loss"/>
    public double Differentiate(RowSet<T> source, ReadOnlySpan<int> rows, T share)
    {
        EnsureBackward();
        double loss = Loss(source, rows, share);
        LayerBackward<T>? after = null;
        for (int i = _backward.Length - 1; i >= 0; after = _backward[i--])
            _backward[i].Run(_forward.InputsOf(i), after, accumulate: _hasGradient);
        _hasGradient = true;
        return loss;
    }

    /// <summary>The layers' values and their gradients in the last block, for tests.</summary>
    public IEnumerable<(string Name, Matrix<T> Values)> Intermediates()
    {
        yield return ("inputs", _forward.InputsOf(0));
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
        if (_externalGradient is null)
            _gradient?.Dispose();
    }

    private void Forward(RowSet<T> source, ReadOnlySpan<int> rows, T share)
    {
        source.Y.Fill(rows, _targets, Width);
        // The padding has weight 0.
        _rowWeights.AsSpan(0, rows.Length).Fill(share);
        _rowWeights.AsSpan(rows.Length).Clear();
        for (int n = 0; source.Weights is { } weights && n < rows.Length; n++)
            _rowWeights[n] *= T.CreateChecked(weights[rows[n]]);
        source.X.Fill(rows, _forward.Inputs, Width);
        _forward.Run();
    }

    private void EnsureBackward()
    {
        if (_gradient is not null)
            return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _gradient = _externalGradient
            ?? zeros([_layers.Sum(l => l.Size)], _forward.Layers[0].Weights.Tensor.dtype, CPU).DetachFromDisposeScope();
        _backward = [.. _forward.Layers
            .Zip(DenseLayer.Split(_layers, _gradient), (layer, part) => new LayerBackward<T>(layer, part))];
    }
}
