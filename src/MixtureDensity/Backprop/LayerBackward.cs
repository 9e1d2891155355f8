using System.Numerics;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>
/// The backward pass of a layer; accumulates the gradients of its weights and biases over blocks of rows.
/// </summary>
internal sealed class LayerBackward<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerForward<T> _forward;
    private readonly Matrix<T> _weightGradient;
    private readonly Matrix<T> _biasGradient;
    private readonly Matrix<T> _delta;

    /// <param name="forward">The forward pass.</param>
    /// <param name="gradient">The flat gradient of the layer's parameters, [size].</param>
    public LayerBackward(LayerForward<T> forward, Tensor gradient)
    {
        _forward = forward;
        _weightGradient = forward.Layer.WeightsOf<T>(gradient);
        _biasGradient = forward.Layer.BiasesOf<T>(gradient);
        // The loss overwrites the last layer's values with their gradient.
        _delta = forward.Layer.Activation is null ? forward.Values : new Matrix<T>(zeros_like(forward.Values.Tensor));
    }

    /// <summary>The gradient with respect to the pre-activations, [to, rows].</summary>
    public Matrix<T> Delta => _delta;

    /// <summary>Computes <see cref="Delta"/> and the gradients of weights and biases.</summary>
    /// <param name="inputs">The inputs of the layer, [from, rows].</param>
    /// <param name="after">The next layer, whose backward pass is done; null for the last layer.</param>
    /// <param name="accumulate">Whether to add to the gradients instead of setting them.</param>
    public void Run(Matrix<T> inputs, LayerBackward<T>? after, bool accumulate)
    {
        DenseLayer layer = _forward.Layer;
        if (after is { _forward.IsNarrow: false })
            _delta.Tensor.addmm_(after._forward.Weights.Transposed, after._delta.Tensor, beta: 0, alpha: 1);
        for (int unit = 0; unit < layer.To; unit++)
        {
            ReadOnlySpan<T> source = default;
            T weight = T.Zero;
            Matrix<T>? weights = after?._forward.Weights;
            if (after is { _forward.Layer.To: 1 })
            {
                source = after._delta[0];
                weight = weights![0][unit];
            }
            else if (after is { _forward.IsNarrow: true })
                LayerForward<T>.WeightedSum(weights!.Entries[unit..], layer.To, after._delta, _delta[unit]);
            var (ofBias, ofWeight) = ActivationMath.Differentiate(
                layer.Activation, _delta[unit], _forward.Values[unit], _forward.Gates[unit], source, weight,
                layer.From == 1 ? inputs[0] : default);
            Store(ref _biasGradient.Entries[unit], ofBias, accumulate);
            if (layer.From == 1)
                Store(ref _weightGradient[unit][0], ofWeight, accumulate);
            for (int i = 0; _forward.IsNarrow && layer.From > 1 && i < layer.From; i++)
                Store(ref _weightGradient[unit][i], TensorPrimitives.Dot<T>(_delta[unit], inputs[i]), accumulate);
        }
        if (!_forward.IsNarrow)
            _weightGradient.Tensor.addmm_(_delta.Tensor, inputs.Transposed, beta: accumulate ? 1 : 0, alpha: 1);
    }

    /// <summary>Frees the memory, except the gradient.</summary>
    public void Dispose()
    {
        foreach (Matrix<T> matrix in new[] { _weightGradient, _biasGradient, _delta })
            matrix.Dispose();
    }

    private static void Store(ref T sum, T value, bool accumulate) => sum = accumulate ? sum + value : value;
}
