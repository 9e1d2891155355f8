using System.Numerics;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>One layer at work on blocks of rows: what it made of its inputs, and the gradients that it passes on and adds up.</summary>
/// <remarks>
/// All is kept as features × rows, the transpose of what modules take. The numbers of one unit, logit, mean or scale then lie next
/// to each other for all rows: a bias is added to a run of memory, and the loss of a vector of rows is computed at once. libtorch
/// does the products of matrices, and what is between them is done here.
/// </remarks>
internal sealed class LayerPass<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // With so few inputs or outputs, a product of matrices takes libtorch longer than the sums that it is, unit by unit.
    private const int Thin = 4;

    private readonly DenseLayer _layer;
    private readonly bool _isThin;
    private readonly Matrix<T> _weights; // [to, from]
    private readonly Matrix<T> _biases; // [to, 1]
    private readonly Matrix<T> _weightGradient;
    private readonly Matrix<T> _biasGradient;
    private readonly Matrix<T> _values; // [to, rows]
    private readonly Matrix<T> _gates; // what the slope needs beside the value; [to, 0] where it needs nothing
    private readonly Matrix<T> _delta; // the gradient with respect to the values

    /// <param name="layer">The layer.</param>
    /// <param name="parameters">Its weights and then its biases, [size].</param>
    /// <param name="gradient">Where their gradients are added up, [size].</param>
    /// <param name="width">The rows of a block.</param>
    public LayerPass(DenseLayer layer, Tensor parameters, Tensor gradient, int width)
    {
        Matrix<T> Zeros(int columns) => new(zeros([layer.To, columns], parameters.dtype));
        Matrix<T> Weights(Tensor all) => new(all.narrow(0, 0, layer.To * layer.From).view(layer.To, layer.From));
        Matrix<T> Biases(Tensor all) => new(all.narrow(0, layer.To * layer.From, layer.To).view(layer.To, 1));
        _layer = layer;
        _isThin = Math.Min(layer.From, layer.To) <= Thin;
        (_weights, _biases) = (Weights(parameters), Biases(parameters));
        (_weightGradient, _biasGradient) = (Weights(gradient), Biases(gradient));
        _values = Zeros(width);
        _gates = Zeros(layer.Activation is { } activation && ActivationMath.KeepsGate(activation) ? width : 0);
        // The loss leaves the gradient where the last layer's outputs were.
        _delta = layer.Activation is null ? _values : Zeros(width);
    }

    /// <summary>What the layer made of its inputs, or the gradient that a loss has left there.</summary>
    public Matrix<T> Values => _values;

    /// <summary>Values ← h(W · inputs + b).</summary>
    /// <param name="inputs">[from, rows].</param>
    public void Forward(Matrix<T> inputs)
    {
        if (!_isThin)
            _values.Tensor.addmm_(_weights.Tensor, inputs.Tensor, beta: 0, alpha: 1);
        for (int unit = 0; unit < _layer.To; unit++)
        {
            if (_isThin)
                Combine(_weights[unit], 1, inputs, _values[unit]);
            ActivationMath.Apply(_layer.Activation, _values[unit], _gates[unit], _biases.Entries[unit]);
        }
    }

    /// <summary>Adds the gradient of weights and biases to the sum.</summary>
    /// <param name="inputs">What the layer was given, [from, rows].</param>
    /// <param name="after">The layer after it, which has done so already; null for the last, where the loss has left its gradient.</param>
    /// <param name="adds">Whether there is a sum already.</param>
    public void Backward(Matrix<T> inputs, LayerPass<T>? after, bool adds)
    {
        if (after is { _isThin: false })
            _delta.Tensor.addmm_(after._weights.Tensor.t(), after._delta.Tensor, beta: 0, alpha: 1);
        for (int unit = 0; unit < _layer.To; unit++)
        {
            if (after is { _isThin: true })
                Combine(after._weights.Entries[unit..], _layer.To, after._delta, _delta[unit]);
            T sum = ActivationMath.Differentiate(_layer.Activation, _delta[unit], _values[unit], _gates[unit]);
            SetOrAdd(ref _biasGradient.Entries[unit], sum, adds);
            for (int i = 0; _isThin && i < _layer.From; i++)
                SetOrAdd(ref _weightGradient[unit][i], TensorPrimitives.Dot<T>(_delta[unit], inputs[i]), adds);
        }
        if (!_isThin)
            _weightGradient.Tensor.addmm_(_delta.Tensor, inputs.Tensor.t(), beta: adds ? 1 : 0, alpha: 1);
    }

    /// <summary>Frees the memory; parameters and gradients stay.</summary>
    public void Dispose()
    {
        foreach (Matrix<T> matrix in new[] { _weights, _biases, _weightGradient, _biasGradient, _values, _gates, _delta })
            matrix.Dispose();
    }

    /// <summary>Σᵢ weightᵢ · rowᵢ, where one in so many of the numbers is a weight.</summary>
    private static void Combine(ReadOnlySpan<T> weights, int step, Matrix<T> rows, Span<T> sum)
    {
        TensorPrimitives.Multiply(rows[0], weights[0], sum);
        for (int i = 1; i < rows.Rows; i++)
            TensorPrimitives.MultiplyAdd(rows[i], weights[i * step], sum, sum);
    }

    private static void SetOrAdd(ref T sum, T value, bool adds) => sum = adds ? sum + value : value;
}
