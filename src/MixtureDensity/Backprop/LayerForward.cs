using System.Numerics;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>One layer at work on blocks of rows: what it makes of its inputs.</summary>
/// <remarks>
/// All is kept as features × rows, the transpose of what modules take. The numbers of one unit, logit, mean or scale
/// then lie next
/// to each other for all rows: a bias is added to a run of memory, and the loss of a vector of rows is computed at
/// once. libtorch
/// does the products of matrices, and what is between them is done here.
/// </remarks>
internal sealed class LayerForward<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // With so few inputs or outputs, a product of matrices takes libtorch longer than the sums that it is, unit by
    // unit.
    private const int Thin = 4;

    /// <param name="layer">The layer.</param>
    /// <param name="parameters">Its weights and then its biases, [size].</param>
    /// <param name="width">The rows of a block.</param>
    public LayerForward(DenseLayer layer, Tensor parameters, int width)
    {
        Matrix<T> Zeros(int columns) => new(zeros([layer.To, columns], parameters.dtype));
        Layer = layer;
        IsThin = Math.Min(layer.From, layer.To) <= Thin;
        Weights = layer.WeightsOf<T>(parameters);
        Biases = layer.BiasesOf<T>(parameters);
        Values = Zeros(width);
        Gates = Zeros(layer.Activation is { } activation && ActivationMath.KeepsGate(activation) ? width : 0);
    }

    /// <summary>The layer.</summary>
    public DenseLayer Layer { get; }

    /// <summary>Whether its products are sums, unit by unit.</summary>
    public bool IsThin { get; }

    /// <summary>[to, from].</summary>
    public Matrix<T> Weights { get; }

    /// <summary>[to, 1].</summary>
    public Matrix<T> Biases { get; }

    /// <summary>What the layer made of its inputs, or the gradient that a loss has left there, [to, rows].</summary>
    public Matrix<T> Values { get; }

    /// <summary>What the slope of the activation needs beside the values; [to, 0] where it needs nothing.</summary>
    public Matrix<T> Gates { get; }

    /// <summary>Values ← h(W · inputs + b).</summary>
    /// <param name="inputs">[from, rows].</param>
    public void Run(Matrix<T> inputs)
    {
        if (!IsThin)
            Values.Tensor.addmm_(Weights.Tensor, inputs.Tensor, beta: 0, alpha: 1);
        for (int unit = 0; unit < Layer.To; unit++)
        {
            if (IsThin && Layer.From > 1)
                Combine(Weights[unit], 1, inputs, Values[unit]);
            ActivationMath.Apply(Layer.Activation, Values[unit], Gates[unit], Biases.Entries[unit],
                Layer.From == 1 ? inputs[0] : default, Weights[unit][0]);
        }
    }

    /// <summary>Values ← h(values + b), where they are W · inputs already.</summary>
    public void Activate()
    {
        for (int unit = 0; unit < Layer.To; unit++)
            ActivationMath.Apply(Layer.Activation, Values[unit], Gates[unit], Biases.Entries[unit], default, default);
    }

    /// <summary>Σᵢ weightᵢ · rowᵢ, where one in so many of the numbers is a weight.</summary>
    public static void Combine(ReadOnlySpan<T> weights, int step, Matrix<T> rows, Span<T> sum)
    {
        TensorPrimitives.Multiply(rows[0], weights[0], sum);
        for (int i = 1; i < rows.Rows; i++)
            TensorPrimitives.MultiplyAdd(rows[i], weights[i * step], sum, sum);
    }

    /// <summary>Frees the memory; parameters stay.</summary>
    public void Dispose()
    {
        foreach (Matrix<T> matrix in new[] { Weights, Biases, Values, Gates })
            matrix.Dispose();
    }
}
