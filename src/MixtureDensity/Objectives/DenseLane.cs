using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The forward and the backward pass of one block of rows at a time, and the gradient that they add up to.</summary>
internal sealed class DenseLane<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A multiple of the length of any vector, of which a unit then has a whole number. An odd multiple: units that lie a power of
    // two apart would all be kept in the same few places of the processor's cache.
    private const int WidthStep = 16;

    private readonly IHead<T> _head;
    private readonly Units<T> _inputUnits;
    private readonly Units<T> _targetUnits;
    private readonly LayerPass<T>[] _passes;
    private readonly Tensor _gradient;
    private readonly Matrix<T> _inputs; // [inputs, rows]
    private readonly T[] _targets; // [D, rows]
    private readonly T[] _rowWeights;
    private bool _hasSum;

    /// <param name="layers">The layers.</param>
    /// <param name="head">The loss of the last one's outputs.</param>
    /// <param name="inputUnits">The units of the inputs.</param>
    /// <param name="targetUnits">The units of the targets.</param>
    /// <param name="parameters">The parameters of all layers one after the other, [P].</param>
    /// <param name="width">The rows of a block, a <see cref="WidthFor"/>.</param>
    public DenseLane(IReadOnlyList<DenseLayer> layers, IHead<T> head, Units<T> inputUnits, Units<T> targetUnits, Tensor parameters, int width)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (_head, _inputUnits, _targetUnits, Width) = (head, inputUnits, targetUnits, width);
        Tensor values = parameters.detach();
        _gradient = zeros_like(values).DetachFromDisposeScope();
        _inputs = new Matrix<T>(zeros([layers[0].From, width], values.dtype));
        _targets = new T[head.Targets * width];
        _rowWeights = new T[width];
        _passes = new LayerPass<T>[layers.Count];
        int offset = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            _passes[i] = new LayerPass<T>(layers[i], values.narrow(0, offset, layers[i].Size), _gradient.narrow(0, offset, layers[i].Size), width);
            offset += layers[i].Size;
        }
    }

    /// <summary>The rows of a block.</summary>
    public int Width { get; }

    /// <summary>The gradient of all blocks since <see cref="Clear"/>, [P].</summary>
    public Tensor Gradient => _gradient;

    /// <summary>The width for blocks of so many rows.</summary>
    public static int WidthFor(int rows) => ((rows + WidthStep - 1) / WidthStep | 1) * WidthStep;

    /// <summary>Starts a new sum of gradients.</summary>
    public void Clear() => _hasSum = false;

    /// <summary>Adds the gradient of a block's loss to the sum.</summary>
    /// <param name="inputs">The inputs of all rows, row by row.</param>
    /// <param name="targets">The targets of all rows.</param>
    /// <param name="from">The block's first row.</param>
    /// <param name="count">How many it has, at most <see cref="Width"/>.</param>
    /// <param name="weight">What a row's loss counts.</param>
    /// <returns>The weighted sum of the losses.</returns>
    public double Differentiate(ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets, int from, int count, T weight)
    {
        _inputUnits.Transpose(inputs, from, count, _inputs.Entries, Width);
        _targetUnits.Transpose(targets, from, count, _targets, Width);
        // What fills the block up counts nothing.
        _rowWeights.AsSpan(0, count).Fill(weight);
        _rowWeights.AsSpan(count).Clear();

        Matrix<T> Before(int i) => i == 0 ? _inputs : _passes[i - 1].Values;
        for (int i = 0; i < _passes.Length; i++)
            _passes[i].Forward(Before(i));
        double loss = _head.Differentiate(_passes[^1].Values.Entries, _targets, _rowWeights);
        for (int i = _passes.Length - 1; i >= 0; i--)
            _passes[i].Backward(Before(i), i + 1 < _passes.Length ? _passes[i + 1] : null, adds: _hasSum);
        _hasSum = true;
        return loss;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (LayerPass<T> pass in _passes)
            pass.Dispose();
        _gradient.Dispose();
        _inputs.Dispose();
    }
}
