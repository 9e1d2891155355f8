using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Predicts with the networks of a model; TorchSharp computes only the matrix products.</summary>
internal sealed class EnsembleForward : IDisposable
{
    private const int BlockRows = 512;

    // Relative to the largest log weight. Smaller weights are taken as 0, before exp becomes subnormal.
    private const double MinLogWeight = -500;

    private readonly TableSchema _schema;
    private readonly Member[] _members;
    private readonly float[] _encoded; // [inputs, rows of a block]

    /// <param name="schema">The columns.</param>
    /// <param name="networks">The networks.</param>
    public EnsembleForward(TableSchema schema, IEnumerable<MixtureDensityNetwork> networks)
    {
        using var noGrad = no_grad();
        _schema = schema;
        _members = [.. networks.Select(n => new Member(schema, n))];
        _encoded = new float[_members.All(m => m.UsesBins) ? 0 : schema.Width * _members[0].Forward.Width];
    }

    /// <summary>p(y|x) for each row of a table.</summary>
    public MixtureBatch Run(Table table)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var mixtures = new MixtureBatch(table.Rows, _members.Sum(m => m.Network.Components),
            [.. _schema.Targets.Select(t => t.Origin)]);
        foreach (Member member in _members)
            member.LoadWeights();
        var binned = _members.Any(m => m.UsesBins) ? new BinnedRows(_schema, table, BlockRows) : null;
        var encoded = _members.All(m => m.UsesBins) ? null : new EncodedTable(_schema, table);
        for (int from = 0; from < table.Rows; from += BlockRows)
        {
            int count = Math.Min(BlockRows, table.Rows - from), first = 0;
            binned?.Load(from, count);
            encoded?.Fill([.. Enumerable.Range(from, count)], _encoded, _members[0].Forward.Width);
            foreach (Member member in _members)
            {
                if (member.UsesBins)
                    member.Run(binned!);
                else
                    member.Run(_encoded);
                for (int n = 0; n < count; n++)
                    WriteMixture(member, n, mixtures, from + n, first);
                first += member.Network.Components;
            }
        }
        return mixtures;
    }

    /// <summary>Frees the memory, except the networks.</summary>
    public void Dispose()
    {
        foreach (Member member in _members)
            member.Dispose();
    }

    /// <summary>Writes the n-th outputs of a member as components of the mixture of a row.</summary>
    private void WriteMixture(Member member, int n, MixtureBatch mixtures, int row, int first)
    {
        MixtureLayout layout = member.Network.Layout;
        ReadOnlySpan<float> outputs = member.Forward.Outputs[n..];
        int width = member.Forward.Width;
        Span<double> weights = mixtures.Weights(row).Slice(first, layout.Components);
        double highest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < layout.Components; k++)
            highest = Math.Max(highest, outputs[k * width]);
        for (int k = 0; k < layout.Components; k++)
        {
            double logWeight = outputs[k * width] - highest;
            sum += weights[k] = logWeight > MinLogWeight ? Math.Exp(logWeight) : 0;
        }
        var (minLogScale, maxLogScale) = member.Network.LogScaleBounds;
        for (int k = 0; k < layout.Components; k++)
        {
            weights[k] /= sum * _members.Length;
            for (int d = 0; d < layout.Targets; d++)
            {
                TargetScaling target = _schema.Targets[d];
                Standardizer<float> standardizer = member.TargetStandardizer;
                double unit = target.Deviation * standardizer.Deviation(d);
                double logScale = Math.Clamp(outputs[layout.Log(k, d) * width], minLogScale, maxLogScale);
                mixtures.Means(row, d)[first + k] = target.Mean
                    + target.Deviation * standardizer.InverseTransform(d, outputs[layout.Mean(k, d) * width]);
                mixtures.Factors(row, d, d)[first + k] = unit * Math.Exp(logScale);
                for (int e = 0; layout.OffDiagonals > 0 && e < d; e++)
                    mixtures.Factors(row, d, e)[first + k] = unit * outputs[layout.Below(k, d, e) * width];
            }
        }
    }

    /// <summary>A network of the ensemble and its buffers.</summary>
    private sealed class Member : IDisposable
    {
        private readonly IReadOnlyList<DenseLayer> _layers;
        private readonly Standardizer<float> _inputStandardizer;
        private readonly bool _isStandardized;
        private readonly EncodedLayer? _first;
        private readonly Tensor _weights;

        public Member(TableSchema schema, MixtureDensityNetwork network)
        {
            using var scope = NewDisposeScope();
            Network = network;
            _isStandardized = network.IsStandardized;
            TargetStandardizer = network.TargetStandardizer<float>();
            _layers = DenseLayer.LayersOf(network);
            if (EncodedLayer.AppliesTo(schema) && !_isStandardized)
                _first = new EncodedLayer(schema, _layers[0].To);
            _weights = zeros([_layers.Sum(l => l.Size)], ScalarType.Float32, CPU).DetachFromDisposeScope();
            _inputStandardizer = network.InputStandardizer<float>();
            Forward = new DenseForward<float>(_layers, _weights, DenseForward<float>.WidthFor(BlockRows));
        }

        public MixtureDensityNetwork Network { get; }

        public Standardizer<float> TargetStandardizer { get; }

        public DenseForward<float> Forward { get; }

        /// <summary>Whether it takes <see cref="BinnedRows"/> instead of encoded inputs.</summary>
        public bool UsesBins => _first is not null;

        /// <summary>Runs the network on binned rows.</summary>
        public void Run(BinnedRows rows)
        {
            _first!.Run(rows, Forward.Layers[0].Values.Entries, Forward.Width);
            Forward.RunFromPreactivations();
        }

        /// <summary>Runs the network on a block of encoded inputs, [inputs, width].</summary>
        public void Run(ReadOnlySpan<float> encoded)
        {
            encoded.CopyTo(Forward.Inputs);
            if (_isStandardized)
            {
                for (int column = 0; column < Network.Inputs; column++)
                    _inputStandardizer.Transform(column, Forward.Inputs.Slice(column * Forward.Width, Forward.Width));
            }
            Forward.Run();
        }

        // Copied on every run, because the network may be trained further.
        public void LoadWeights()
        {
            DenseLayer.CopyParameters(_layers, _weights);
            _first?.LoadWeights(Forward.Layers[0].Weights.Entries);
        }

        public void Dispose()
        {
            Forward.Dispose();
            _weights.Dispose();
        }
    }
}
