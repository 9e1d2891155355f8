using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The loss of a dense network, its gradient by back-propagation written out.</summary>
/// <remarks>
/// Rows are worked off in blocks that fit into the processor's cache, and blocks are dealt out to a fixed number of lanes, each of
/// which adds up a gradient of its own. Lanes may run side by side; that changes nothing but the time.
/// </remarks>
/// <typeparam name="T">Single or double precision, as the network's parameters have.</typeparam>
internal sealed class DenseObjective<T> : IObjective
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockRows = 1024;
    private const int MostLanes = 8;

    // Batches, held-out rows and the last of these come in turn; to make lanes anew takes longer than a step.
    private const int MostShapes = 3;

    // What TorchSharp would make of a 1 that is not said could be freed while it is in use, for other threads may collect garbage.
    private static readonly Scalar One = 1;

    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly IHead<T> _head;
    private readonly Units<T> _inputUnits;
    private readonly Units<T> _targetUnits;
    private readonly Parameter _parameters;
    private readonly Tensor _gradient;
    private readonly List<DenseLane<T>[]> _lanes = []; // for each number of rows, the last one first

    /// <param name="layers">The layers, the head's last.</param>
    /// <param name="head">The loss.</param>
    /// <param name="inputUnits">How inputs are standardised; not at all where null.</param>
    /// <param name="targetUnits">How targets are standardised.</param>
    public DenseObjective(IReadOnlyList<DenseLayer> layers, IHead<T> head, Units<T>? inputUnits = null, Units<T>? targetUnits = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _layers = layers;
        _head = head;
        _inputUnits = inputUnits ?? Units<T>.OfData(layers[0].From);
        _targetUnits = targetUnits ?? Units<T>.OfData(head.Targets);
        Tensor values = cat([.. layers.SelectMany(l => l.Parameters).Select(p => p.flatten())]);
        _gradient = zeros_like(values).DetachFromDisposeScope();
        _parameters = new Parameter(values) { grad = _gradient };
        _parameters.DetachFromDisposeScope();
        Tensor shared = _parameters.detach();
        int offset = 0;
        foreach (Parameter parameter in layers.SelectMany(l => l.Parameters))
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
        var (loss, lanes) = Run(x, y, differentiates: true);
        using var sums = NewDisposeScope();
        _gradient.copy_(lanes[0].Gradient);
        foreach (DenseLane<T> lane in lanes.AsSpan(1))
            _gradient.add_(lane.Gradient, One);
        return loss;
    }

    /// <inheritdoc/>
    public double Loss(Tensor x, Tensor y) => Run(x, y, differentiates: false).Loss;

    /// <summary>What the last evaluation left behind, block by block.</summary>
    internal IEnumerable<(string Place, Matrix<T> Values)> Buffers() => _lanes.Count == 0 ? [] : _lanes[0].SelectMany(lane => lane.Buffers());

    /// <summary>Frees the memory of the computation; parameters and gradients stay.</summary>
    public void Dispose()
    {
        foreach (DenseLane<T> lane in _lanes.SelectMany(l => l))
            lane.Dispose();
        _parameters.Dispose();
        _gradient.Dispose();
    }

    /// <summary>Deals the blocks of some rows out to lanes, and adds up their losses.</summary>
    private (double Loss, DenseLane<T>[] Lanes) Run(Tensor x, Tensor y, bool differentiates)
    {
        int rows = RequireRows(x, y);
        int blocks = (rows + BlockRows - 1) / BlockRows;
        int width = DenseForward<T>.WidthFor((rows + blocks - 1) / blocks);
        DenseLane<T>[] lanes = LanesFor(Math.Min(blocks, MostLanes), width);

        var losses = new double[lanes.Length];
        T rowWeight = T.CreateChecked(1.0 / rows);
        void Work(int lane)
        {
            using var scope = NewDisposeScope();
            ReadOnlySpan<T> inputs = Entries(x), targets = Entries(y);
            lanes[lane].Clear();
            for (int from = lane * width; from < rows; from += lanes.Length * width)
            {
                int count = Math.Min(width, rows - from);
                losses[lane] += differentiates
                    ? lanes[lane].Differentiate(inputs, targets, from, count, rowWeight)
                    : lanes[lane].Loss(inputs, targets, from, count, rowWeight);
            }
        }
        if (lanes.Length == 1)
            Work(0);
        else
            Threads.SideBySide(() => Parallel.For(0, lanes.Length, lane => Threads.Alone(() => Work(lane))));
        return (losses.Sum() + _targetUnits.LogDeviations, lanes);
    }

    private int RequireRows(Tensor x, Tensor y)
    {
        long rows = x.dim() == 2 ? x.shape[0] : 0;
        if (rows < 1 || x.shape[1] != _layers[0].From)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; this objective takes [N, {_layers[0].From}] with N ≥ 1.", nameof(x));
        if (y.dim() != 2 || y.shape[0] != rows || y.shape[1] != _head.Targets)
            throw new ArgumentException($"y has shape {Shapes.Text(y)}; to this x belongs [{rows}, {_head.Targets}].", nameof(y));
        Shapes.RequireSameKind(x, nameof(x), _parameters, "the network");
        Shapes.RequireSameKind(y, nameof(y), _parameters, "the network");
        return (int)rows;
    }

    private DenseLane<T>[] LanesFor(int count, int width)
    {
        int at = _lanes.FindIndex(l => l.Length == count && l[0].Width == width);
        if (at == 0)
            return _lanes[0];
        DenseLane<T>[] lanes = at > 0
            ? _lanes[at]
            : [.. Enumerable.Range(0, count).Select(_ => new DenseLane<T>(_layers, _head, _inputUnits, _targetUnits, _parameters, width))];
        if (at < 0 && _lanes.Count == MostShapes)
        {
            at = MostShapes - 1;
            foreach (DenseLane<T> lane in _lanes[at])
                lane.Dispose();
        }
        if (at >= 0)
            _lanes.RemoveAt(at);
        _lanes.Insert(0, lanes);
        return lanes;
    }

    private static ReadOnlySpan<T> Entries(Tensor values) => MemoryMarshal.Cast<byte, T>((values.is_contiguous() ? values : values.contiguous()).bytes);
}
