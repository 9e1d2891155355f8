using static TorchSharp.torch;

namespace MixtureDensity.Onnx;

/// <summary>
/// The layers of a network; the heads (logits, means and scales) are concatenated to one last layer. The network's own
/// standardisation of inputs is part of the first layer.
/// </summary>
internal sealed class NetworkWeights
{
    /// <param name="network">The network, in single precision.</param>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public NetworkWeights(MixtureDensityNetwork network)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> state = network.state_dict();
        float[] Entries(string name) => [.. state[name].detach().cpu().contiguous().data<float>()];
        int hidden = network.Hidden.Count;
        Weights = [.. Enumerable.Range(0, hidden).Select(i => Entries($"trunk.{2 * i}.weight")),
            [.. Entries("logits.weight"), .. Entries("means.weight"), .. Entries("scales.weight")]];
        Biases = [.. Enumerable.Range(0, hidden).Select(i => Entries($"trunk.{2 * i}.bias")),
            [.. Entries("logits.bias"), .. Entries("means.bias"), .. Entries("scales.bias")]];
        TargetMeans = Entries("targets.mean");
        TargetDeviations = Entries("targets.deviation");
        Standardize(Entries("inputs.mean"), Entries("inputs.deviation"));
        if (Weights.Concat(Biases).Any(values => !values.All(float.IsFinite)))
            throw new ArgumentException("The networks of an ONNX model must have finite weights.", nameof(network));
    }

    /// <summary>The weights of each layer, [outputs, inputs].</summary>
    public float[][] Weights { get; }

    /// <summary>The biases of each layer, [outputs].</summary>
    public float[][] Biases { get; }

    /// <summary>The mean by which the network itself standardises each target.</summary>
    public float[] TargetMeans { get; }

    /// <summary>The deviation by which the network itself standardises each target.</summary>
    public float[] TargetDeviations { get; }

    // W (x − m)/d + b = (W/d) x + (b − (W/d) m).
    private void Standardize(float[] means, float[] deviations)
    {
        float[] weights = Weights[0], biases = Biases[0];
        for (int unit = 0; unit < biases.Length; unit++)
        {
            double shift = 0;
            for (int i = 0; i < means.Length; i++)
            {
                double weight = (double)weights[unit * means.Length + i] / deviations[i];
                shift += weight * means[i];
                weights[unit * means.Length + i] = (float)weight;
            }
            biases[unit] = (float)(biases[unit] - shift);
        }
    }
}
