using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The loss of a dense network, its gradient by back-propagation written out.</summary>
/// <remarks>
/// Rows are worked off in blocks that fit into the processor's cache, and blocks are dealt out to a fixed number of
/// shards, each of
/// which adds up a gradient of its own. Shards may run side by side; that changes nothing but the time.
/// </remarks>
/// <typeparam name="T">Single or double precision, as the network's parameters have.</typeparam>
internal sealed class DenseObjective<T> : IObjective
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockRows = 1024;

    // Of wide inputs a block has fewer rows: so many numbers at the most, but for so many rows at least.
    private const int MaxBlock = 1 << 19;
    private const int MinBlockRows = 256;

    private const int MaxShards = 8;

    // Batches, held-out rows and the last of these come in turn; to make shards anew takes longer than a step.
    private const int MaxShapes = 3;

    // What TorchSharp would make of a 1 that is not said could be freed while it is in use, for other threads may
    // collect garbage.
    private static readonly Scalar One = 1;

    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly IHead<T> _head;
    private readonly Standardizer<T> _inputStandardizer;
    private readonly Standardizer<T> _targetStandardizer;
    private readonly Parameter _parameters;
    private readonly Tensor _gradient;
    private int[] _allRows = [];
    private readonly List<GradientShard<T>[]> _shards = []; // for each number of rows, the last one first

    /// <param name="layers">The layers, the head's last.</param>
    /// <param name="head">The loss.</param>
    /// <param name="inputStandardizer">How inputs are standardised; not at all where null.</param>
    /// <param name="targetStandardizer">How targets are standardised.</param>
    public DenseObjective(IReadOnlyList<DenseLayer> layers, IHead<T> head, Standardizer<T>? inputStandardizer = null,
        Standardizer<T>? targetStandardizer = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _layers = layers;
        _head = head;
        _inputStandardizer = inputStandardizer ?? Standardizer<T>.Identity(layers[0].From);
        _targetStandardizer = targetStandardizer ?? Standardizer<T>.Identity(head.Targets);
        Tensor values = zeros(layers.Sum(l => l.Size), layers[0].Modules[0].weight!.dtype);
        DenseLayer.CopyParameters(layers, values);
        _gradient = zeros_like(values).DetachFromDisposeScope();
        _parameters = new Parameter(values) { grad = _gradient };
        _parameters.DetachFromDisposeScope();
        Tensor shared = _parameters.detach();
        int offset = 0;
        foreach (Parameter parameter in DenseLayer.Parameters(layers))
        {
            Tensor Part(Tensor flat) => flat.narrow(0, offset, parameter.numel()).view(parameter.shape);
            parameter.grad = Part(_gradient);
            parameter.set_(Part(shared));
            offset += (int)parameter.numel();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => [_parameters];

    /// <inheritdoc/>
    public double Evaluate(Tensor x, Tensor y)
    {
        RowSet<T> rows = AllRows(x, y);
        return Evaluate(rows, rows.Rows);
    }

    /// <summary>
    /// Computes the mean loss of some rows at the present weights, and fills the gradients of <see cref="Parameters"/>
    /// with its own.
    /// </summary>
    /// <param name="source">The inputs and targets of all rows.</param>
    /// <param name="rows">Which rows, at least one.</param>
    public double Evaluate(RowSet<T> source, ReadOnlyMemory<int> rows)
    {
        var (loss, shards) = Run(source, rows, differentiates: true);
        // One alone has put its gradient there.
        if (shards.Length == 1)
            return loss;
        using var sums = NewDisposeScope();
        _gradient.copy_(shards[0].Gradient);
        foreach (GradientShard<T> shard in shards.AsSpan(1))
            _gradient.add_(shard.Gradient, One);
        return loss;
    }

    /// <inheritdoc/>
    public double Loss(Tensor x, Tensor y)
    {
        RowSet<T> rows = AllRows(x, y);
        return Loss(rows, rows.Rows);
    }

    /// <summary>
    /// Computes the mean loss of some rows at the present weights, and leaves the gradients as they are.
    /// </summary>
    /// <inheritdoc cref="Evaluate(RowSet{T}, ReadOnlyMemory{int})"/>
    public double Loss(RowSet<T> source, ReadOnlyMemory<int> rows) => Run(source, rows, differentiates: false).Loss;

    /// <summary>What the last evaluation left behind, block by block.</summary>
    internal IEnumerable<(string Place, Matrix<T> Values)> Buffers() =>
        _shards.Count == 0 ? [] : _shards[0].SelectMany(shard => shard.Buffers());

    /// <summary>Frees the memory of the computation; parameters and gradients stay.</summary>
    public void Dispose()
    {
        foreach (GradientShard<T> shard in _shards.SelectMany(l => l))
            shard.Dispose();
        _parameters.Dispose();
        _gradient.Dispose();
    }

    /// <summary>Deals the blocks of some rows out to shards, and adds up their losses.</summary>
    private (double Loss, GradientShard<T>[] Shards) Run(RowSet<T> source, ReadOnlyMemory<int> rows,
        bool differentiates)
    {
        int blockRows = Math.Clamp(MaxBlock / source.X.Columns, MinBlockRows, BlockRows);
        int blocks = (rows.Length + blockRows - 1) / blockRows;
        int width = DenseForward<T>.WidthFor((rows.Length + blocks - 1) / blocks);
        GradientShard<T>[] shards =
            ShardsFor(Math.Min(blocks, differentiates ? MaxShards : Math.Min(MaxShards, get_num_threads())), width);

        var losses = new double[blocks];
        T rowWeight = T.CreateChecked(1.0 / rows.Length);
        void Work(int shard)
        {
            using var scope = NewDisposeScope();
            shards[shard].Clear();
            for (int block = shard; block * width < rows.Length; block += shards.Length)
            {
                ReadOnlySpan<int> some = rows.Span.Slice(block * width, Math.Min(width, rows.Length - block * width));
                losses[block] = differentiates
                    ? shards[shard].Differentiate(source.X, source.Y, some, rowWeight)
                    : shards[shard].Loss(source.X, source.Y, some, rowWeight);
            }
        }
        if (shards.Length == 1)
            Work(0);
        else
            LibtorchThreads.PreservingThreadCount(() =>
                Parallel.For(0, shards.Length, shard => LibtorchThreads.SingleThreaded(() => Work(shard))));
        return (losses.Sum() + _targetStandardizer.LogDeviations, shards);
    }

    private RowSet<T> AllRows(Tensor x, Tensor y)
    {
        long rows = x.dim() == 2 ? x.shape[0] : 0;
        if (rows < 1 || x.shape[1] != _layers[0].From)
            throw new ArgumentException(
                $"x has shape {Shapes.Text(x)}; this objective takes [N, {_layers[0].From}] with N ≥ 1.", nameof(x));
        if (y.dim() != 2 || y.shape[0] != rows || y.shape[1] != _head.Targets)
            throw new ArgumentException($"y has shape {Shapes.Text(y)}; to this x belongs [{rows}, {_head.Targets}].",
                nameof(y));
        Shapes.RequireSameKind(x, nameof(x), _parameters, "the network");
        Shapes.RequireSameKind(y, nameof(y), _parameters, "the network");
        // Full-batch trainings ask for the same rows again and again.
        if (_allRows.Length != rows)
            _allRows = [.. Enumerable.Range(0, (int)rows)];
        return new RowSet<T>(new TensorRows<T>(x, _inputStandardizer), new TensorRows<T>(y, _targetStandardizer),
            _allRows);
    }

    private GradientShard<T>[] ShardsFor(int count, int width)
    {
        int at = _shards.FindIndex(l => l.Length == count && l[0].Width == width);
        if (at == 0)
            return _shards[0];
        GradientShard<T>[] shards = at > 0
            ? _shards[at]
            : [.. Enumerable.Range(0, count)
                .Select(_ => new GradientShard<T>(_layers, _head, _parameters, width, count == 1 ? _gradient : null))];
        if (at < 0 && _shards.Count == MaxShapes)
        {
            at = MaxShapes - 1;
            foreach (GradientShard<T> shard in _shards[at])
                shard.Dispose();
        }
        if (at >= 0)
            _shards.RemoveAt(at);
        _shards.Insert(0, shards);
        return shards;
    }
}
