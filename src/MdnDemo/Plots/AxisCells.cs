using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>Equal cells along an axis that shows distributions, with some beyond either end.</summary>
internal sealed class AxisCells
{
    /// <summary>The number of cells of the axis: about one a pixel.</summary>
    public const int Count = 600;

    /// <summary>The number of cells beyond either end, so that a region near an end is not pushed inwards.</summary>
    public const int Beyond = Count / 2;

    private readonly double[] _values; // of the edges
    private readonly List<double> _points = []; // where the distribution function is evaluated
    private readonly (int From, int To, double Part)[] _between; // the points around each edge, and its place there

    /// <param name="scale">The axis.</param>
    /// <param name="observation">How its values were observed.</param>
    public AxisCells(AxisScale scale, TargetObservation observation)
    {
        Size = (scale.High - scale.Low) / Count;
        Edges = [.. Enumerable.Range(-Beyond, Count + 2 * Beyond + 1).Select(i => scale.Low + i * Size)];
        _values = [.. Edges.Select(scale.Value)];
        HoldMasses = [.. Enumerable.Range(Beyond, Count).Select(i => observation.PointMasses.Any(mass =>
            _values[i + 1] >= mass - observation.Spacing / 2 && _values[i] <= mass + observation.Spacing / 2))];
        var indices = new Dictionary<double, int>();
        _between = [.. _values.Select(value => Between(value, observation, indices))];
    }

    /// <summary>The places between the cells, with those beyond the axis.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>The length of a cell.</summary>
    public double Size { get; }

    /// <summary>The cells of the axis that hold a value with a probability of its own, which is a spike of the
    /// density.</summary>
    public IReadOnlyList<bool> HoldMasses { get; }

    /// <summary>
    /// The probability below each edge. That of each value of a grid is spread evenly over what was rounded to it,
    /// within the bounds: a spike at each value would look like a comb.
    /// </summary>
    /// <param name="cdf">The distribution function.</param>
    public double[] Below(Func<double, double> cdf)
    {
        double[] below = [.. _points.Select(cdf)];
        return [.. _between.Select(b => below[b.From] + b.Part * (below[b.To] - below[b.From]))];
    }

    // Edges between the same two values of a grid share their points.
    private (int From, int To, double Part) Between(
        double value, TargetObservation observation, Dictionary<double, int> indices)
    {
        double spacing = observation.Spacing, offset = observation.GridOffset;
        if (spacing == 0)
            return (Index(value), Index(value), 0);
        double step = Math.Round((value - offset) / spacing);
        double from = offset + (step - 0.5) * spacing, to = offset + (step + 0.5) * spacing;
        double lower = Math.Max(from, observation.Lower), upper = Math.Min(to, observation.Upper);
        double part = lower < upper ? Math.Clamp((value - lower) / (upper - lower), 0, 1) : 0;
        return (Index(from), Index(to), part);

        int Index(double point)
        {
            if (indices.TryAdd(point, _points.Count))
                _points.Add(point);
            return indices[point];
        }
    }
}
