using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

// The background: a component that no input and no training step changes.
public sealed partial class MixtureDensityNetwork
{
    private int? _background;

    /// <summary>
    /// Makes a component the background: its mean is 0 and its scale the same for all inputs, in standardised units,
    /// and its weight nearly so. Trainings leave it alone. A target far from all that was learnt then costs some nats
    /// instead of hundreds.
    /// </summary>
    /// <param name="component">The component.</param>
    /// <param name="weight">Its weight where the other components have logits of 0.</param>
    /// <param name="logScale">The logarithm of its scale, within the bounds.</param>
    internal void MakeBackground(int component, double weight, double logScale)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _background = component;
        foreach (int output in BackgroundOutputs())
        {
            var (head, from) = output < Components ? (logits, 0)
                : output < _layout.FirstScale ? (means, Components) : (scales, _layout.FirstScale);
            double bias = head == logits ? Math.Log(weight / (1 - weight) * (Components - 1))
                : head == scales && _layout.IsLog(output) ? logScale : 0;
            head.weight![output - from].zero_();
            head.bias![output - from].copy_(tensor(bias, Dtype, CPU));
        }
    }

    /// <summary>The places of the background's weights and biases among the flat parameters.</summary>
    /// <param name="count">The number of all parameters; those of the heads are the last.</param>
    internal IEnumerable<Range> BackgroundParameters(int count)
    {
        int width = Hidden[^1], biases = count - (int)_layout.Outputs, weights = biases - (int)_layout.Outputs * width;
        foreach (int output in BackgroundOutputs())
        {
            yield return (weights + output * width)..(weights + (output + 1) * width);
            yield return (biases + output)..(biases + output + 1);
        }
    }

    private IEnumerable<int> BackgroundOutputs() => _background is not { } k ? [] :
        [k, .. Enumerable.Range(_layout.Mean(k, 0), Targets), .. Enumerable.Range(_layout.Log(k, 0), _layout.Entries)];
}
