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

    // What TorchSharp would make of a 1 that is not said could be freed while it is in use, for other threads may collect garbage.
    private static readonly Scalar One = 1;

    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly IHead<T> _head;
    private readonly Units<T> _inputUnits;
    private readonly Units<T> _targetUnits;
    private readonly Parameter _parameters;
    private readonly Tensor _gradient;
    private DenseLane<T>[] _lanes = [];

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
        Tensor values = cat([.. layers.SelectMany(OwnParameters).Select(p => p.flatten())]);
        _gradient = zeros_like(values).DetachFromDisposeScope();
        _parameters = new Parameter(values) { grad = _gradient };
        _parameters.DetachFromDisposeScope();
        Tensor shared = _parameters.detach();
        int offset = 0;
        foreach (Parameter parameter in layers.SelectMany(OwnParameters))
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
        int rows = RequireRows(x, y);
        int blocks = (rows + BlockRows - 1) / BlockRows;
        int width = DenseLane<T>.WidthFor((rows + blocks - 1) / blocks);
        Prepare(Math.Min(blocks, MostLanes), width);

        var losses = new double[_lanes.Length];
        T rowWeight = T.CreateChecked(1.0 / rows);
        void Work(int lane)
        {
            using var scope = NewDisposeScope();
            ReadOnlySpan<T> inputs = Entries(x), targets = Entries(y);
            _lanes[lane].Clear();
            for (int from = lane * width; from < rows; from += _lanes.Length * width)
                losses[lane] += _lanes[lane].Differentiate(inputs, targets, from, Math.Min(width, rows - from), rowWeight);
        }
        if (_lanes.Length == 1)
            Work(0);
        else
            Share(_lanes.Length, Work);

        using var sums = NewDisposeScope();
        _gradient.copy_(_lanes[0].Gradient);
        foreach (DenseLane<T> lane in _lanes.AsSpan(1))
            _gradient.add_(lane.Gradient, One);
        return losses.Sum() + _targetUnits.LogDeviations;
    }

    /// <summary>Frees the memory of the computation; parameters and gradients stay.</summary>
    public void Dispose()
    {
        foreach (DenseLane<T> lane in _lanes)
            lane.Dispose();
        _parameters.Dispose();
        _gradient.Dispose();
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

    private static void Share(int lanes, Action<int> work)
    {
        int threads = get_num_threads();
        try
        {
            Parallel.For(0, lanes, lane =>
            {
                // Every thread has a number of its own; products that this one shared with others would now and then be rounded otherwise.
                set_num_threads(1);
                work(lane);
            });
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private void Prepare(int lanes, int width)
    {
        if (_lanes.Length == lanes && _lanes[0].Width == width)
            return;
        foreach (DenseLane<T> lane in _lanes)
            lane.Dispose();
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new DenseLane<T>(_layers, _head, _inputUnits, _targetUnits, _parameters, width))];
    }

    private static ReadOnlySpan<T> Entries(Tensor values) => MemoryMarshal.Cast<byte, T>((values.is_contiguous() ? values : values.contiguous()).bytes);

    // Modules side by side have their weights one below the other, and so their biases.
    private static IEnumerable<Parameter> OwnParameters(DenseLayer layer) => [.. layer.Modules.Select(m => m.weight!), .. layer.Modules.Select(m => m.bias!)];
}
