using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The loss of one block of rows at a time, and the gradient that they add up to.</summary>
internal sealed class DenseLane<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IHead<T> _head;
    private readonly Units<T> _targetUnits;
    private readonly DenseForward<T> _forward;
    private readonly LayerBackward<T>[] _backward;
    private readonly Tensor _gradient;
    private readonly T[] _targets; // [D, rows]
    private readonly T[] _rowWeights;
    private bool _hasSum;

    /// <param name="layers">The layers.</param>
    /// <param name="head">The loss of the last one's outputs.</param>
    /// <param name="inputUnits">The units of the inputs.</param>
    /// <param name="targetUnits">The units of the targets.</param>
    /// <param name="parameters">The parameters of all layers one after the other, [P].</param>
    /// <param name="width">The rows of a block, a <see cref="DenseForward{T}.WidthFor"/>.</param>
    public DenseLane(IReadOnlyList<DenseLayer> layers, IHead<T> head, Units<T> inputUnits, Units<T> targetUnits, Tensor parameters, int width)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (_head, _targetUnits) = (head, targetUnits);
        Tensor values = parameters.detach();
        _gradient = zeros_like(values).DetachFromDisposeScope();
        _targets = new T[head.Targets * width];
        _rowWeights = new T[width];
        _forward = new DenseForward<T>(layers, inputUnits, values, width);
        _backward = [.. _forward.Layers.Zip(DenseLayer.Parts(layers, _gradient), (layer, part) => new LayerBackward<T>(layer, part))];
    }

    /// <summary>The rows of a block.</summary>
    public int Width => _forward.Width;

    /// <summary>The gradient of all blocks since <see cref="Clear"/>, [P].</summary>
    public Tensor Gradient => _gradient;

    /// <summary>Starts a new sum of gradients.</summary>
    public void Clear() => _hasSum = false;

    /// <summary>The loss of a block, with whose gradient nothing is done.</summary>
    /// <param name="inputs">The inputs of all rows, row by row.</param>
    /// <param name="targets">The targets of all rows.</param>
    /// <param name="from">The block's first row.</param>
    /// <param name="count">How many it has, at most <see cref="Width"/>.</param>
    /// <param name="weight">What a row's loss counts.</param>
    /// <returns>The weighted sum of the losses.</returns>
    public double Loss(ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets, int from, int count, T weight)
    {
        _targetUnits.Transpose(targets, from, count, _targets, Width);
        // What fills the block up counts nothing.
        _rowWeights.AsSpan(0, count).Fill(weight);
        _rowWeights.AsSpan(count).Clear();
        _forward.Run(inputs, from, count);
        return _head.Differentiate(_forward.Outputs, _targets, _rowWeights);
    }

    /// <summary>Adds the gradient of a block's loss to the sum.</summary>
    /// <inheritdoc cref="Loss"/>
    public double Differentiate(ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets, int from, int count, T weight)
    {
        double loss = Loss(inputs, targets, from, count, weight);
        for (int i = _backward.Length - 1; i >= 0; i--)
            _backward[i].Run(_forward.Before(i), i + 1 < _backward.Length ? _backward[i + 1] : null, adds: _hasSum);
        _hasSum = true;
        return loss;
    }

    /// <summary>What the last block left behind, for whoever looks into it: every layer's values and their gradients.</summary>
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
        _gradient.Dispose();
    }
}
