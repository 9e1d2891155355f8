using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>One layer at work on blocks of rows: what it made of its inputs, and the gradients that it passes on and adds up.</summary>
/// <remarks>
/// All is kept as features × rows, the transpose of what modules take. The numbers of one unit, logit, mean or scale then lie next
/// to each other for all rows: a bias is added to a run of memory, and the loss of a vector of rows is computed at once. libtorch
/// does the products of matrices, and what is between them is done here.
/// </remarks>
internal sealed class LayerPass<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly DenseLayer _layer;
    private readonly int _width;
    private readonly Tensor _weights; // [to, from]
    private readonly Tensor _biases; // [to]
    private readonly Tensor _weightGradient;
    private readonly Tensor _biasGradient;
    private readonly Tensor _values; // [to, rows]
    private readonly Tensor _gates; // what the slope needs beside the value, where it does
    private readonly Tensor _delta; // the gradient with respect to the values

    /// <param name="layer">The layer.</param>
    /// <param name="parameters">Its weights and then its biases, [size].</param>
    /// <param name="gradient">Where their gradients are added up, [size].</param>
    /// <param name="width">The rows of a block.</param>
    public LayerPass(DenseLayer layer, Tensor parameters, Tensor gradient, int width)
    {
        (_layer, _width) = (layer, width);
        (_weights, _biases) = Parts(parameters);
        (_weightGradient, _biasGradient) = Parts(gradient);
        _values = zeros([layer.To, width], parameters.dtype);
        bool keepsGate = layer.Activation is { } activation && ActivationMath.KeepsGate(activation);
        _gates = zeros([keepsGate ? layer.To : 0, width], parameters.dtype);
        // The loss leaves the gradient where the last layer's outputs were.
        _delta = layer.Activation is null ? _values : zeros_like(_values);
        foreach (Tensor tensor in Tensors)
            tensor.DetachFromDisposeScope();
    }

    /// <summary>What the layer made of its inputs, or the gradient that a loss has left there.</summary>
    public Tensor Values => _values;

    private IEnumerable<Tensor> Tensors => [_weights, _biases, _weightGradient, _biasGradient, _values, _gates, _delta];

    /// <summary>Values ← h(W · inputs + b).</summary>
    /// <param name="inputs">[from, rows].</param>
    public void Forward(Tensor inputs)
    {
        _values.addmm_(_weights, inputs, beta: 0, alpha: 1);
        Span<T> values = Entries(_values), gates = Entries(_gates);
        ReadOnlySpan<T> biases = Entries(_biases);
        for (int unit = 0; unit < biases.Length; unit++)
            ActivationMath.Apply(_layer.Activation, Unit(values, unit), Unit(gates, unit), biases[unit]);
    }

    /// <summary>Adds the gradient of weights and biases to the sum, once that with respect to the values is there.</summary>
    /// <param name="inputs">What the layer was given, [from, rows].</param>
    /// <param name="adds">Whether there is a sum already.</param>
    public void Backward(Tensor inputs, bool adds)
    {
        Span<T> delta = Entries(_delta), biases = Entries(_biasGradient);
        ReadOnlySpan<T> values = Entries(_values), gates = Entries(_gates);
        for (int unit = 0; unit < biases.Length; unit++)
        {
            T sum = ActivationMath.Differentiate(_layer.Activation, Unit(delta, unit), Unit(values, unit), Unit(gates, unit));
            biases[unit] = adds ? biases[unit] + sum : sum;
        }
        _weightGradient.addmm_(_delta, inputs.t(), beta: adds ? 1 : 0, alpha: 1);
    }

    /// <summary>Passes the gradient on to the values of the layer before: Wᵀ · delta.</summary>
    public void BackwardTo(LayerPass<T> before) => before._delta.addmm_(_weights.t(), _delta, beta: 0, alpha: 1);

    /// <summary>Frees the memory; parameters and gradients stay.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
            tensor.Dispose();
    }

    private static Span<T> Entries(Tensor values) => MemoryMarshal.Cast<byte, T>(values.bytes);

    private (Tensor Weights, Tensor Biases) Parts(Tensor all)
    {
        int weights = _layer.To * _layer.From;
        return (all.narrow(0, 0, weights).view(_layer.To, _layer.From), all.narrow(0, weights, _layer.To));
    }

    private Span<T> Unit(Span<T> values, int unit) => values.IsEmpty ? values : values.Slice(unit * _width, _width);

    private ReadOnlySpan<T> Unit(ReadOnlySpan<T> values, int unit) => values.IsEmpty ? values : values.Slice(unit * _width, _width);
}
