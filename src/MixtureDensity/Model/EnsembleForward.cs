using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The networks of a model at work on plain numbers: of TorchSharp they need the products of matrices only.</summary>
internal sealed class EnsembleForward : IDisposable
{
    private const int BlockRows = 512;

    // Beside the largest. It is far beyond where anybody looks, and well before subnormal numbers begin.
    private const double LeastLogWeight = -500;

    private readonly TableSchema _schema;
    private readonly Member[] _members;

    /// <param name="schema">The columns.</param>
    /// <param name="networks">The networks.</param>
    public EnsembleForward(TableSchema schema, IEnumerable<MixtureDensityNetwork> networks)
    {
        using var noGrad = no_grad();
        _schema = schema;
        _members = [.. networks.Select(n => new Member(n))];
    }

    /// <summary>p(y|x) for some rows.</summary>
    /// <param name="inputs">Encoded inputs, [rows, width] in row-major order.</param>
    /// <param name="rows">How many they are.</param>
    public RowMixtures Run(ReadOnlySpan<float> inputs, int rows)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var mixtures = new RowMixtures(rows, _members.Sum(m => m.Network.Components), _schema.Targets.Count);
        int first = 0;
        foreach (Member member in _members)
        {
            member.TakeWeights();
            for (int from = 0; from < rows; from += BlockRows)
            {
                int count = Math.Min(BlockRows, rows - from);
                member.Forward.Run(inputs, from, count);
                for (int n = 0; n < count; n++)
                    Put(member, n, mixtures, from + n, first);
            }
            first += member.Network.Components;
        }
        return mixtures;
    }

    /// <summary>Frees the memory; the networks stay.</summary>
    public void Dispose()
    {
        foreach (Member member in _members)
            member.Dispose();
    }

    /// <summary>Makes a network's outputs for a row components of its mixture.</summary>
    private void Put(Member member, int n, RowMixtures mixtures, int row, int first)
    {
        MixtureLayout layout = member.Network.Layout;
        ReadOnlySpan<float> outputs = member.Forward.Outputs[n..];
        int width = member.Forward.Width;
        Span<double> weights = mixtures.Weights(row).Slice(first, layout.Components);
        double highest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < layout.Components; k++)
            highest = Math.Max(highest, outputs[k * width]);
        for (int k = 0; k < layout.Components; k++)
            sum += weights[k] = outputs[k * width] - highest > LeastLogWeight ? Math.Exp(outputs[k * width] - highest) : 0;
        for (int k = 0; k < layout.Components; k++)
        {
            weights[k] /= sum * _members.Length;
            for (int d = 0; d < layout.Targets; d++)
            {
                TargetColumn target = _schema.Targets[d];
                double unit = target.Deviation * member.TargetUnits.Deviation(d);
                double logScale = Math.Clamp(outputs[layout.Log(k, d) * width], member.Network.LogScaleBounds.Lower, member.Network.LogScaleBounds.Upper);
                mixtures.Means(row, d)[first + k] = target.Mean + target.Deviation * member.TargetUnits.Restore(d, outputs[layout.Mean(k, d) * width]);
                mixtures.Factors(row, d, d)[first + k] = unit * Math.Exp(logScale);
                for (int e = 0; layout.OffDiagonals > 0 && e < d; e++)
                    mixtures.Factors(row, d, e)[first + k] = unit * outputs[layout.Below(k, d, e) * width];
            }
        }
    }

    /// <summary>A network and what it works with.</summary>
    private sealed class Member : IDisposable
    {
        private readonly IReadOnlyList<DenseLayer> _layers;
        private readonly Tensor _weights;

        public Member(MixtureDensityNetwork network)
        {
            using var scope = NewDisposeScope();
            Network = network;
            TargetUnits = network.TargetUnits<float>();
            _layers = network.Layers();
            _weights = zeros(_layers.Sum(l => l.Size)).DetachFromDisposeScope();
            Forward = new DenseForward<float>(_layers, network.InputUnits<float>(), _weights, DenseForward<float>.WidthFor(BlockRows));
        }

        public MixtureDensityNetwork Network { get; }

        public Units<float> TargetUnits { get; }

        public DenseForward<float> Forward { get; }

        // Modules may be trained on, and the weights of their heads lie apart.
        public void TakeWeights()
        {
            int offset = 0;
            foreach (var parameter in _layers.SelectMany(l => l.Parameters))
            {
                _weights.narrow(0, offset, parameter.numel()).copy_(parameter.flatten());
                offset += (int)parameter.numel();
            }
        }

        public void Dispose()
        {
            Forward.Dispose();
            _weights.Dispose();
        }
    }
}
