using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A dense network at work on one block of rows at a time, each layer's values kept.</summary>
internal sealed class DenseForward<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A multiple of the length of any vector, of which a unit then has a whole number. An odd multiple: units that lie
    // a power of
    // two apart would all be kept in the same few places of the processor's cache.
    private const int WidthStep = 16;

    private readonly LayerForward<T>[] _layers;
    private Matrix<T>? _inputs; // [inputs, rows], made when it is filled: predictions of tables do without

    /// <param name="layers">The layers.</param>
    /// <param name="parameters">The parameters of all layers one after the other, [P].</param>
    /// <param name="width">The rows of a block, a <see cref="WidthFor"/>.</param>
    public DenseForward(IReadOnlyList<DenseLayer> layers, Tensor parameters, int width)
    {
        using var scope = NewDisposeScope();
        Width = width;
        _layers = [.. layers.Zip(DenseLayer.Split(layers, parameters), (layer, part) =>
            new LayerForward<T>(layer, part, width))];
    }

    /// <summary>The rows of a block.</summary>
    public int Width { get; }

    /// <summary>The layers, from the first to the last.</summary>
    public IReadOnlyList<LayerForward<T>> Layers => _layers;

    /// <summary>What the last layer made of the block, [outputs, rows].</summary>
    public Span<T> Outputs => _layers[^1].Values.Entries;

    /// <summary>The width for blocks of so many rows.</summary>
    public static int WidthFor(int rows) => ((rows + WidthStep - 1) / WidthStep | 1) * WidthStep;

    /// <summary>What a layer is given, [from, rows].</summary>
    public Matrix<T> Before(int layer) => layer == 0 ? InputMatrix : _layers[layer - 1].Values;

    /// <summary>What the first layer is given, [inputs, rows]: filled before <see cref="Run"/>.</summary>
    public Span<T> Inputs => InputMatrix.Entries;

    /// <summary>Works on the block.</summary>
    public void Run() => RunFrom(0);

    /// <summary>Works on a block whose first layer has its products already, W · inputs.</summary>
    public void RunFromFirstProducts()
    {
        _layers[0].Activate();
        RunFrom(1);
    }

    private Matrix<T> InputMatrix => _inputs ??=
        new Matrix<T>(zeros([_layers[0].Layer.From, Width], _layers[0].Weights.Tensor.dtype));

    private void RunFrom(int layer)
    {
        for (int i = layer; i < _layers.Length; i++)
            _layers[i].Run(Before(i));
    }

    /// <summary>Frees the memory; parameters stay.</summary>
    public void Dispose()
    {
        foreach (LayerForward<T> layer in _layers)
            layer.Dispose();
        _inputs?.Dispose();
    }
}
