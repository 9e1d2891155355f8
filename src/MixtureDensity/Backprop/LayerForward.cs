using System.Numerics;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>The forward pass of a layer on blocks of rows.</summary>
/// <remarks>
/// Values are stored as [units, rows], the transpose of PyTorch's layout. A unit's values are then contiguous, so that
/// a bias is added to contiguous memory and the loss is computed for a SIMD vector of rows. libtorch computes the
/// matrix products.
/// </remarks>
internal sealed class LayerForward<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Up to this many inputs or outputs, loops over units are faster than libtorch's matrix product.
    private const int MaxNarrowWidth = 4;

    /// <param name="layer">The layer.</param>
    /// <param name="parameters">The layer's flat parameters, [size].</param>
    /// <param name="width">The number of rows of a block.</param>
    public LayerForward(DenseLayer layer, Tensor parameters, int width)
    {
        Matrix<T> Zeros(int columns) => new(zeros([layer.To, columns], parameters.dtype, CPU));
        Layer = layer;
        IsNarrow = Math.Min(layer.From, layer.To) <= MaxNarrowWidth;
        Weights = layer.WeightsOf<T>(parameters);
        Biases = layer.BiasesOf<T>(parameters);
        Values = Zeros(width);
        Gates = Zeros(layer.Activation is { } activation && ActivationMath.NeedsGate(activation) ? width : 0);
    }

    /// <summary>The layer.</summary>
    public DenseLayer Layer { get; }

    /// <summary>Whether products are computed by loops over units instead of libtorch.</summary>
    public bool IsNarrow { get; }

    /// <summary>The weights, [to, from].</summary>
    public Matrix<T> Weights { get; }

    /// <summary>The biases, [to, 1].</summary>
    public Matrix<T> Biases { get; }

    /// <summary>The outputs of the layer, or the gradient with which a loss replaced them, [to, rows].</summary>
    public Matrix<T> Values { get; }

    /// <summary>The gates of the activation, [to, rows], or [to, 0] if it has none.</summary>
    public Matrix<T> Gates { get; }

    /// <summary>Values ← h(W · inputs + b).</summary>
    /// <param name="inputs">[from, rows].</param>
    public void Run(Matrix<T> inputs)
    {
        if (!IsNarrow)
            Values.Tensor.addmm_(Weights.Tensor, inputs.Tensor, beta: 0, alpha: 1);
        for (int unit = 0; unit < Layer.To; unit++)
        {
            if (IsNarrow && Layer.From > 1)
                WeightedSum(Weights[unit], 1, inputs, Values[unit]);
            ActivationMath.Apply(Layer.Activation, Values[unit], Gates[unit], Biases.Entries[unit],
                Layer.From == 1 ? inputs[0] : default, Weights[unit][0]);
        }
    }

    /// <summary>Σᵢ weights[i · stride] · rowᵢ.</summary>
    public static void WeightedSum(ReadOnlySpan<T> weights, int stride, Matrix<T> rows, Span<T> sum)
    {
        TensorPrimitives.Multiply(rows[0], weights[0], sum);
        for (int i = 1; i < rows.Rows; i++)
            TensorPrimitives.MultiplyAdd(rows[i], weights[i * stride], sum, sum);
    }

    /// <summary>Frees the memory, except the parameters.</summary>
    public void Dispose()
    {
        foreach (Matrix<T> matrix in new[] { Weights, Biases, Values, Gates })
            matrix.Dispose();
    }
}
