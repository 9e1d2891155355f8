using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The forward pass of one network of an ensemble, with the weights that it had when this was made.</summary>
internal sealed class MemberForward
{
    // Relative to the largest log weight. Smaller weights are taken as 0, before exp becomes subnormal.
    private const double MinLogWeight = -500;

    private readonly TableSchema _schema;
    private readonly MixtureLayout _layout;
    private readonly (double Lower, double Upper) _logScaleBounds;
    private readonly Activation _activation;
    private readonly EncodedLayer? _first;
    private readonly PackedMatrix[] _layers; // those after it
    private readonly Standardizer<float>? _inputStandardizer;
    private readonly Standardizer<float> _targetStandardizer;
    private readonly int _ensembleSize;
    private readonly int _masses;

    /// <param name="schema">The columns.</param>
    /// <param name="network">The network.</param>
    /// <param name="canUseBins">Whether the first layer may be looked up in tables.</param>
    /// <param name="ensembleSize">The number of networks that share the weight.</param>
    public MemberForward(TableSchema schema, MixtureDensityNetwork network, bool canUseBins, int ensembleSize)
    {
        (_schema, _layout, _logScaleBounds, _ensembleSize) =
            (schema, network.Layout, network.LogScaleBounds, ensembleSize);
        _masses = schema.SingleObservation?.PointMasses.Count ?? 0;
        _activation = network.Activation;
        _targetStandardizer = network.TargetStandardizer<float>();
        _inputStandardizer = network.IsStandardized ? network.InputStandardizer<float>() : null;
        IReadOnlyList<DenseLayer> layers = DenseLayer.LayersOf(network);
        MaxWidth = layers.Max(l => PackedMatrix.StrideOf(l.To));
        if (canUseBins && !network.IsStandardized)
        {
            Linear first = layers[0].Modules.Single();
            _first = new EncodedLayer(schema, layers[0].To);
            _first.LoadWeights(Numbers(first.weight!), Numbers(first.bias!));
        }
        _layers = [.. layers.Skip(_first is null ? 0 : 1).Select(Pack)];
    }

    /// <summary>The number of its components, K.</summary>
    public int Components => _layout.Components - _masses;

    /// <summary>The most numbers that a layer has for a row.</summary>
    public int MaxWidth { get; }

    /// <summary>The stride between the outputs of two rows.</summary>
    public int OutputStride => _layers[^1].Stride;

    /// <summary>Whether it takes <see cref="BinnedRows"/> instead of encoded inputs.</summary>
    public bool UsesBins => _first is not null;

    /// <summary>The outputs for binned rows, [rows, <see cref="OutputStride"/>], in one of the buffers.</summary>
    public ReadOnlySpan<float> Run(BinnedRows rows, LayerBuffers buffers)
    {
        _first!.Run(rows, buffers.First.Span);
        return RunFrom(0, _first.Stride, rows.Count, buffers);
    }

    /// <summary>The outputs for encoded inputs, [rows, inputs].</summary>
    /// <inheritdoc cref="Run(BinnedRows, LayerBuffers)"/>
    public ReadOnlySpan<float> Run(ReadOnlySpan<float> inputs, int rows, LayerBuffers buffers)
    {
        ReadOnlySpan<float> standardized = _inputStandardizer is null ? inputs : Standardized(inputs);
        _layers[0].Multiply(standardized, _layers[0].Inputs, buffers.First.Span, rows);
        return RunFrom(1, _layers[0].Stride, rows, buffers);
    }

    /// <summary>Writes the outputs for a row as components of the mixture of a row.</summary>
    /// <param name="outputs">The outputs, at least [outputs].</param>
    /// <param name="mixtures">The mixtures.</param>
    /// <param name="row">The row.</param>
    /// <param name="first">The first component.</param>
    public void WriteMixture(ReadOnlySpan<float> outputs, MixtureBatch mixtures, int row, int first)
    {
        double highest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < _layout.Components; k++)
            highest = Math.Max(highest, outputs[k]);
        Span<double> weights = mixtures.Weights(row)[first..], masses = mixtures.MassProbabilities(row);
        for (int k = 0; k < Components; k++)
            sum += weights[k] = Share(outputs[k]);
        // The last components stand for the point masses, which all networks share.
        for (int j = 0; j < _masses; j++)
            sum += Share(outputs[Components + j]);
        for (int k = 0; k < Components; k++)
            weights[k] /= sum * _ensembleSize;
        for (int j = 0; j < _masses; j++)
            masses[j] += Share(outputs[Components + j]) / (sum * _ensembleSize);
        for (int d = 0; d < _layout.Targets; d++)
        {
            TargetScaling target = _schema.Targets[d];
            double unit = target.Deviation * _targetStandardizer.Deviation(d);
            Span<double> means = mixtures.Means(row, d), scales = mixtures.Factors(row, d, d);
            for (int k = 0; k < Components; k++)
            {
                double logScale =
                    Math.Clamp(outputs[_layout.Log(k, d)], _logScaleBounds.Lower, _logScaleBounds.Upper);
                means[first + k] = target.Mean
                    + target.Deviation * _targetStandardizer.InverseTransform(d, outputs[_layout.Mean(k, d)]);
                scales[first + k] = unit * Math.Exp(logScale);
                for (int e = 0; _layout.OffDiagonals > 0 && e < d; e++)
                    mixtures.Factors(row, d, e)[first + k] = unit * outputs[_layout.Below(k, d, e)];
            }
        }

        double Share(double logit) => logit - highest > MinLogWeight ? Math.Exp(logit - highest) : 0;
    }

    private float[] Standardized(ReadOnlySpan<float> inputs)
    {
        float[] values = inputs.ToArray();
        for (int i = 0; i < values.Length; i++)
            _inputStandardizer!.Transform(i % _layers[0].Inputs, values.AsSpan(i, 1));
        return values;
    }

    // The sums of the layer before, with its stride, are in the first buffer.
    private ReadOnlySpan<float> RunFrom(int layer, int stride, int rows, LayerBuffers buffers)
    {
        foreach (PackedMatrix each in _layers.AsSpan(layer))
        {
            Activate(rows * stride, buffers);
            each.Multiply(buffers.First.Span, stride, buffers.Second.Span, rows);
            buffers = buffers with { First = buffers.Second, Second = buffers.First };
            stride = each.Stride;
        }
        return buffers.First.Span;
    }

    private void Activate(int count, LayerBuffers buffers)
    {
        Span<float> values = buffers.First.Span[..count];
        Span<float> gates = ActivationMath.NeedsGate(_activation) ? buffers.Gates.Span[..count] : [];
        ActivationMath.Apply(_activation, values, gates, bias: 0f, source: default, weight: 0f);
    }

    private static PackedMatrix Pack(DenseLayer layer)
    {
        var packed = new PackedMatrix(layer.From, layer.To);
        int unit = 0;
        foreach (Linear module in layer.Modules)
        {
            float[] weights = Numbers(module.weight!);
            Numbers(module.bias!).CopyTo(packed.Biases[unit..]);
            for (int from = 0; from < weights.Length; from += layer.From)
                packed.SetWeights(unit++, weights.AsSpan(from, layer.From));
        }
        return packed;
    }

    private static float[] Numbers(Parameter parameter)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return parameter.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
