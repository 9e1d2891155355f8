using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The networks of a model at work on plain numbers: of TorchSharp they need the products of matrices only.
/// </summary>
internal sealed class EnsembleForward : IDisposable
{
    private const int BlockRows = 512;

    // Beside the largest. It is far beyond where anybody looks, and well before subnormal numbers begin.
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
        _encoded = new float[_members.All(m => m.TakesLocated) ? 0 : schema.Width * _members[0].Forward.Width];
    }

    /// <summary>p(y|x) for each row of a table.</summary>
    public MixtureBatch Run(Table table)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var mixtures = new MixtureBatch(table.Rows, _members.Sum(m => m.Network.Components),
            [.. _schema.Targets.Select(t => t.Origin)]);
        foreach (Member member in _members)
            member.TakeWeights();
        bool locates = _members.Any(m => m.TakesLocated), encodes = !_members.All(m => m.TakesLocated);
        var located = locates ? new LocatedRows(_schema, table, BlockRows) : null;
        var inputs = encodes ? new EncodedTable(_schema, table) : null;
        for (int from = 0; from < table.Rows; from += BlockRows)
        {
            int count = Math.Min(BlockRows, table.Rows - from), first = 0;
            located?.Locate(from, count);
            inputs?.Fill([.. Enumerable.Range(from, count)], _encoded, _members[0].Forward.Width);
            foreach (Member member in _members)
            {
                if (member.TakesLocated)
                    member.Run(located!);
                else
                    member.Run(_encoded);
                for (int n = 0; n < count; n++)
                    Put(member, n, mixtures, from + n, first);
                first += member.Network.Components;
            }
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
    private void Put(Member member, int n, MixtureBatch mixtures, int row, int first)
    {
        MixtureLayout layout = member.Network.Layout;
        ReadOnlySpan<float> outputs = member.Forward.Outputs[n..];
        int width = member.Forward.Width;
        Span<double> weights = mixtures.Weights(row).Slice(first, layout.Components);
        double highest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < layout.Components; k++)
            highest = Math.Max(highest, outputs[k * width]);
        for (int k = 0; k < layout.Components; k++)
            sum += weights[k] = outputs[k * width] - highest > MinLogWeight ? Math.Exp(outputs[k * width] - highest)
                : 0;
        for (int k = 0; k < layout.Components; k++)
        {
            weights[k] /= sum * _members.Length;
            for (int d = 0; d < layout.Targets; d++)
            {
                TargetScaling target = _schema.Targets[d];
                double unit = target.Deviation * member.TargetStandardizer.Deviation(d);
                double logScale = Math.Clamp(outputs[layout.Log(k, d) * width], member.Network.LogScaleBounds.Lower,
                    member.Network.LogScaleBounds.Upper);
                mixtures.Means(row, d)[first + k] =
                    target.Mean + target.Deviation * member.TargetStandardizer.InverseTransform(d,
                    outputs[layout.Mean(k, d) * width]);
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
            _first = EncodedLayer.Suits(schema) && !_isStandardized ? new EncodedLayer(schema, _layers[0].To) : null;
            _weights = zeros(_layers.Sum(l => l.Size)).DetachFromDisposeScope();
            _inputStandardizer = network.InputStandardizer<float>();
            Forward = new DenseForward<float>(_layers, _weights, DenseForward<float>.WidthFor(BlockRows));
        }

        public MixtureDensityNetwork Network { get; }

        public Standardizer<float> TargetStandardizer { get; }

        public DenseForward<float> Forward { get; }

        /// <summary>Whether it takes rows as they are located among the bins, and not encoded.</summary>
        public bool TakesLocated => _first is not null;

        /// <summary>Works on located rows.</summary>
        public void Run(LocatedRows rows)
        {
            _first!.Run(rows, Forward.Layers[0].Values.Entries, Forward.Width);
            Forward.RunFromFirstProducts();
        }

        /// <summary>Works on a block of encoded inputs.</summary>
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

        // Modules may be trained on, and the weights of their heads lie apart.
        public void TakeWeights()
        {
            DenseLayer.CopyParameters(_layers, _weights);
            _first?.TakeWeights(Forward.Layers[0].Weights.Entries);
        }

        public void Dispose()
        {
            Forward.Dispose();
            _weights.Dispose();
        }
    }
}
