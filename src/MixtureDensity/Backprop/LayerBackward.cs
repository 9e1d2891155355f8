using System.Numerics;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>
/// The way back through a layer: the gradient of its weights and biases, added up over blocks of rows.
/// </summary>
internal sealed class LayerBackward<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerForward<T> _forward;
    private readonly Matrix<T> _weightGradient;
    private readonly Matrix<T> _biasGradient;
    private readonly Matrix<T> _delta; // the gradient with respect to the values

    /// <param name="forward">The way there.</param>
    /// <param name="gradient">Where the gradients of its parameters are added up, [size].</param>
    public LayerBackward(LayerForward<T> forward, Tensor gradient)
    {
        _forward = forward;
        _weightGradient = forward.Layer.WeightsOf<T>(gradient);
        _biasGradient = forward.Layer.BiasesOf<T>(gradient);
        // The loss leaves the gradient where the last layer's outputs were.
        _delta = forward.Layer.Activation is null ? forward.Values : new Matrix<T>(zeros_like(forward.Values.Tensor));
    }

    /// <summary>The gradient with respect to the layer's values before their activation, [to, rows].</summary>
    public Matrix<T> Delta => _delta;

    /// <summary>Adds the gradient of weights and biases to the sum.</summary>
    /// <param name="inputs">What the layer was given, [from, rows].</param>
    /// <param name="after">The layer after it, which has done so already; null for the last, where the loss has left
    /// its gradient.</param>
    /// <param name="adds">Whether there is a sum already.</param>
    public void Run(Matrix<T> inputs, LayerBackward<T>? after, bool adds)
    {
        DenseLayer layer = _forward.Layer;
        if (after is { _forward.IsThin: false })
            _delta.Tensor.addmm_(after._forward.Weights.Transposed, after._delta.Tensor, beta: 0, alpha: 1);
        for (int unit = 0; unit < layer.To; unit++)
        {
            ReadOnlySpan<T> source = default;
            T weight = T.Zero;
            if (after is { _forward.Layer.To: 1 })
            {
                source = after._delta[0];
                weight = after._forward.Weights[0][unit];
            }
            else if (after is { _forward.IsThin: true })
                LayerForward<T>.Combine(after._forward.Weights.Entries[unit..], layer.To, after._delta, _delta[unit]);
            var (ofBias, ofWeight) = ActivationMath.Differentiate(
                layer.Activation, _delta[unit], _forward.Values[unit], _forward.Gates[unit], source, weight,
                    layer.From == 1 ? inputs[0] : default);
            SetOrAdd(ref _biasGradient.Entries[unit], ofBias, adds);
            if (layer.From == 1)
                SetOrAdd(ref _weightGradient[unit][0], ofWeight, adds);
            for (int i = 0; _forward.IsThin && layer.From > 1 && i < layer.From; i++)
                SetOrAdd(ref _weightGradient[unit][i], TensorPrimitives.Dot<T>(_delta[unit], inputs[i]), adds);
        }
        if (!_forward.IsThin)
            _weightGradient.Tensor.addmm_(_delta.Tensor, inputs.Transposed, beta: adds ? 1 : 0, alpha: 1);
    }

    /// <summary>Frees the memory; the gradients stay.</summary>
    public void Dispose()
    {
        foreach (Matrix<T> matrix in new[] { _weightGradient, _biasGradient, _delta })
            matrix.Dispose();
    }

    private static void SetOrAdd(ref T sum, T value, bool adds) => sum = adds ? sum + value : value;
}
