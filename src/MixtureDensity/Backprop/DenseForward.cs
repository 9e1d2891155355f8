using System.Numerics;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The forward pass of a dense network on a block of rows; keeps each layer's values.</summary>
internal sealed class DenseForward<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A unit's values fill a whole number of SIMD vectors. Large widths are odd multiples of it: a power-of-two stride
    // would map all units to the same few cache sets.
    private const int WidthStep = 16;
    private const int LargeWidth = 128;

    private readonly LayerForward<T>[] _layers;
    private readonly Matrix<T> _inputs; // [inputs, rows]

    /// <param name="layers">The layers.</param>
    /// <param name="parameters">The flat parameters of all layers, [P].</param>
    /// <param name="width">The number of rows of a block, from <see cref="WidthFor"/>.</param>
    public DenseForward(IReadOnlyList<DenseLayer> layers, Tensor parameters, int width)
    {
        using var scope = NewDisposeScope();
        Width = width;
        _inputs = new Matrix<T>(zeros([layers[0].From, width], parameters.dtype, CPU));
        _layers = [.. layers.Zip(DenseLayer.Split(layers, parameters),
            (layer, part) => new LayerForward<T>(layer, part, width))];
    }

    /// <summary>The number of rows of a block.</summary>
    public int Width { get; }

    /// <summary>The layers, from the first to the last.</summary>
    public IReadOnlyList<LayerForward<T>> Layers => _layers;

    /// <summary>The outputs of the last layer, [outputs, rows].</summary>
    public Span<T> Outputs => _layers[^1].Values.Entries;

    /// <summary>The padded width of blocks with a number of rows.</summary>
    public static int WidthFor(int rows)
    {
        int steps = (rows + WidthStep - 1) / WidthStep;
        return (steps * WidthStep < LargeWidth ? steps : steps | 1) * WidthStep;
    }

    /// <summary>The inputs of a layer, [from, rows].</summary>
    public Matrix<T> InputsOf(int layer) => layer == 0 ? _inputs : _layers[layer - 1].Values;

    /// <summary>The inputs of the first layer, [inputs, rows], to be filled before <see cref="Run"/>.</summary>
    public Span<T> Inputs => _inputs.Entries;

    /// <summary>Runs all layers.</summary>
    public void Run()
    {
        for (int i = 0; i < _layers.Length; i++)
            _layers[i].Run(InputsOf(i));
    }

    /// <summary>Frees the memory, except the parameters.</summary>
    public void Dispose()
    {
        foreach (LayerForward<T> layer in _layers)
            layer.Dispose();
        _inputs.Dispose();
    }
}
