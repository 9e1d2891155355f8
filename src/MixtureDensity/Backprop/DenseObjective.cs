using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The loss of a dense network with an analytic gradient.</summary>
/// <remarks>
/// Rows are processed in blocks that fit into the processor's cache. Blocks are distributed over shards, each of which
/// accumulates its own gradient. The number of shards does not depend on the number of cores, so neither does the
/// gradient.
/// </remarks>
/// <typeparam name="T">The precision of the network's parameters.</typeparam>
internal sealed class DenseObjective<T> : IObjective
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockRows = 1024;

    // With many inputs a block has fewer rows: at most MaxBlock numbers, but at least MinBlockRows rows.
    private const int MaxBlock = 1 << 19;
    private const int MinBlockRows = 256;

    private const int MaxShards = 8;

    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly IHead<T> _head;
    private readonly Standardizer<T> _inputStandardizer;
    private readonly Standardizer<T> _targetStandardizer;
    private readonly Parameter _parameters;
    private readonly Parameter[] _views; // the network's parameters
    private readonly Tensor _gradient;
    private readonly MixtureDensityNetwork? _network;
    private readonly nint _memory; // of the flat parameters
    private bool _isDisposed;
    private int[] _allRows = [];
    private readonly ShardCache<T> _shards;

    /// <param name="layers">The layers.</param>
    /// <param name="head">The loss of the last layer's outputs.</param>
    /// <param name="inputStandardizer">The standardisation of the inputs; the identity if null.</param>
    /// <param name="targetStandardizer">The standardisation of the targets; the identity if null.</param>
    /// <param name="network">The network, if it is one that notices its end.</param>
    public DenseObjective(IReadOnlyList<DenseLayer> layers, IHead<T> head, Standardizer<T>? inputStandardizer = null,
        Standardizer<T>? targetStandardizer = null, MixtureDensityNetwork? network = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _layers = layers;
        _head = head;
        _network = network;
        _inputStandardizer = inputStandardizer ?? Standardizer<T>.Identity(layers[0].From);
        _targetStandardizer = targetStandardizer ?? Standardizer<T>.Identity(head.Targets);
        Tensor values = zeros([layers.Sum(l => l.Size)], layers[0].Modules[0].weight!.dtype, CPU);
        DenseLayer.CopyParameters(layers, values);
        _gradient = zeros_like(values).DetachFromDisposeScope();
        _parameters = new Parameter(values) { grad = _gradient };
        _parameters.DetachFromDisposeScope();
        _memory = MemoryOf(_parameters);
        _shards = new ShardCache<T>(layers, head, _parameters, _gradient);
        Tensor shared = _parameters.detach();
        int offset = 0;
        _views = [.. DenseLayer.Parameters(layers)];
        foreach (Parameter parameter in _views)
        {
            Tensor Part(Tensor flat) => flat.narrow(0, offset, parameter.numel()).view(parameter.shape);
            parameter.grad = Part(_gradient);
            parameter.set_(Part(shared));
            offset += (int)parameter.numel();
        }
    }

    public IReadOnlyList<Parameter> Parameters => [_parameters];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The network was moved or converted after the objective was
    /// made, or another objective took it over.</exception>
    public double Evaluate(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        RowSet<T> rows = AllRows(x, y);
        return Explained(Evaluate(rows, rows.Rows), x, y);
    }

    /// <summary>
    /// Computes the mean loss of some rows at the current weights and sets the gradients of <see cref="Parameters"/>.
    /// Where rows have weights it is (1/N) Σ wₙ lossₙ, whose mean over random batches is that of all rows.
    /// </summary>
    /// <param name="source">The inputs and targets of all rows, and their weights if they have any.</param>
    /// <param name="rows">The indices of the rows, at least one.</param>
    public double Evaluate(RowSet<T> source, ReadOnlyMemory<int> rows)
    {
        var (loss, shards) = Run(source, rows, differentiates: true);
        // The first shard writes to the gradient directly.
        if (shards.Length == 1)
            return loss;
        using var sums = NewDisposeScope();
        foreach (GradientShard<T> shard in shards.AsSpan(1))
            _gradient.add_(shard.Gradient, SafeArithmetic.One);
        return loss;
    }

    public double Loss(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        RowSet<T> rows = AllRows(x, y);
        return Explained(Loss(rows, rows.Rows), x, y);
    }

    /// <summary>Computes the mean loss of some rows at the current weights without gradients.</summary>
    /// <inheritdoc cref="Evaluate(RowSet{T}, ReadOnlyMemory{int})"/>
    public double Loss(RowSet<T> source, ReadOnlyMemory<int> rows) => Run(source, rows, differentiates: false).Loss;

    /// <summary>Computes the outputs of a block of rows at the current weights, for <see cref="Head"/>.</summary>
    /// <param name="source">The inputs and targets of all rows, and their weights if they have any.</param>
    /// <param name="rows">The indices of the rows, between one and <see cref="BlockOf"/>.</param>
    /// <param name="block">What an earlier call returned, whose memory is used again if it has the right size.</param>
    public OutputBlock<T> Outputs(RowSet<T> source, ReadOnlySpan<int> rows, OutputBlock<T>? block)
    {
        using var scope = NewDisposeScope();
        GradientShard<T> shard = _shards.Get(1, DenseForward<T>.WidthFor(rows.Length))[0];
        return shard.Outputs(source, rows, T.CreateChecked(1 / source.WeightOf(rows)), block);
    }

    /// <summary>The number of rows of each block into which some rows are divided.</summary>
    public static int BlockOf(RowSet<T> source, int rows)
    {
        int blocks = BlocksOf(source, rows);
        return (rows + blocks - 1) / blocks;
    }

    /// <summary>The loss of the outputs.</summary>
    public IHead<T> Head => _head;

    /// <summary>The intermediate values of the last evaluation, for tests.</summary>
    internal IEnumerable<(string Name, Matrix<T> Values)> Intermediates() =>
        _shards.Last.SelectMany(shard => shard.Intermediates());

    /// <summary>Frees the memory of blocks of rows until the next evaluation.</summary>
    public void FreeBlocks() => _shards.Clear();

    /// <summary>Frees the working memory; the network keeps its parameters and gradients.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _shards.Dispose();
        _parameters.Dispose();
        _gradient.Dispose();
    }

    /// <summary>Processes the blocks of some rows in shards, and sums their losses.</summary>
    private (double Loss, GradientShard<T>[] Shards) Run(
        RowSet<T> source, ReadOnlyMemory<int> rows, bool differentiates)
    {
        int blocks = BlocksOf(source, rows.Length), width = DenseForward<T>.WidthFor(BlockOf(source, rows.Length));
        int maxShards = differentiates ? MaxShards : Math.Min(MaxShards, get_num_threads());
        GradientShard<T>[] shards = _shards.Get(Math.Min(blocks, maxShards), width);

        var losses = new double[blocks];
        T share = T.CreateChecked(1.0 / rows.Length);
        void Work(int shard)
        {
            using var scope = NewDisposeScope();
            shards[shard].ResetGradient();
            for (int block = shard; block * width < rows.Length; block += shards.Length)
            {
                ReadOnlySpan<int> some = rows.Span.Slice(block * width, Math.Min(width, rows.Length - block * width));
                losses[block] = differentiates
                    ? shards[shard].Differentiate(source, some, share)
                    : shards[shard].Loss(source, some, share);
            }
        }
        if (shards.Length == 1)
            Work(0);
        else
            LibtorchThreads.PreservingThreadCount(() =>
                Parallel.For(0, shards.Length, shard => LibtorchThreads.SingleThreaded(() => Work(shard))));
        double meanWeight = source.WeightOf(rows.Span) / rows.Length;
        return (losses.Sum() + meanWeight * _targetStandardizer.LogDeviations, shards);
    }

    private static int BlocksOf(RowSet<T> source, int rows)
    {
        int most = Math.Clamp(MaxBlock / source.X.Columns, MinBlockRows, BlockRows);
        return (rows + most - 1) / most;
    }

    // The rows are searched for NaN only if the loss is NaN: a search takes as long as a small step.
    private static double Explained(double loss, Tensor x, Tensor y)
    {
        if (!double.IsFinite(loss))
        {
            Shapes.RequireFinite(x, nameof(x));
            Shapes.RequireFinite(y, nameof(y));
        }
        return loss;
    }

    private void RequirePresent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _network?.RequirePresent();
        AutogradObjective.RequirePresent(_views, "objective");
        if (MemoryOf(_views[0]) != _memory)
            throw new InvalidOperationException(
                "Another objective of the network was made after this one and took its parameters over; make one, and "
                    + "dispose it before the next.");
    }

    private static unsafe nint MemoryOf(Tensor tensor) =>
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    private RowSet<T> AllRows(Tensor x, Tensor y)
    {
        RequirePresent();
        long rows = x.dim() == 2 ? x.shape[0] : 0;
        if (rows < 1 || x.shape[1] != _layers[0].From)
            throw new ArgumentException(
                $"x has shape {Shapes.Text(x)}; this objective takes [N, {_layers[0].From}] with N ≥ 1.", nameof(x));
        if (y.dim() != 2 || y.shape[0] != rows || y.shape[1] != _head.Targets)
            throw new ArgumentException(
                $"y has shape {Shapes.Text(y)}; expected [{rows}, {_head.Targets}].", nameof(y));
        Shapes.RequireSameKind(x, nameof(x), _parameters, "the network");
        Shapes.RequireSameKind(y, nameof(y), _parameters, "the network");
        // Cached for full-batch training.
        if (_allRows.Length != rows)
            _allRows = [.. Enumerable.Range(0, (int)rows)];
        return new RowSet<T>(new TensorRows<T>(x, _inputStandardizer), new TensorRows<T>(y, _targetStandardizer),
            _allRows);
    }
}
