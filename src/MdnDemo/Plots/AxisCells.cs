using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>The many equal cells in which an axis shows distributions, with some beyond either end.</summary>
internal sealed class AxisCells
{
    /// <summary>The number of cells of the axis: about one a pixel.</summary>
    public const int Count = 600;

    /// <summary>The number of cells beyond either end, so that a region near an end is not pushed inwards.</summary>
    public const int Beyond = Count / 2;

    private readonly TargetObservation _observation;
    private readonly double[] _values; // of the edges

    /// <param name="scale">The axis.</param>
    /// <param name="observation">How its values were observed.</param>
    public AxisCells(AxisScale scale, TargetObservation observation)
    {
        _observation = observation;
        Size = (scale.High - scale.Low) / Count;
        Edges = [.. Enumerable.Range(-Beyond, Count + 2 * Beyond + 1).Select(i => scale.Low + i * Size)];
        _values = [.. Edges.Select(scale.Value)];
        HoldMasses = [.. Enumerable.Range(Beyond, Count).Select(i => observation.PointMasses.Any(mass =>
            _values[i + 1] >= mass - observation.Spacing / 2 && _values[i] <= mass + observation.Spacing / 2))];
    }

    /// <summary>The places between the cells, with those beyond the axis.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>The length of a cell.</summary>
    public double Size { get; }

    /// <summary>The cells of the axis that hold a value with a probability of its own, which is a spike of the
    /// density.</summary>
    public IReadOnlyList<bool> HoldMasses { get; }

    /// <summary>
    /// The probability below an edge. That of each value of a grid is spread evenly over what was rounded to it, within
    /// the bounds: a spike at each value would look like a comb.
    /// </summary>
    /// <param name="cdf">The distribution function.</param>
    /// <param name="edge">The index of the edge.</param>
    public double Below(Func<double, double> cdf, int edge)
    {
        double spacing = _observation.Spacing, value = _values[edge];
        if (spacing == 0)
            return cdf(value);
        double middle = _observation.GridOffset + spacing * Math.Round((value - _observation.GridOffset) / spacing);
        double from = middle - spacing / 2, to = middle + spacing / 2, below = cdf(from), inside = cdf(to) - below;
        if (inside == 0)
            return below;
        double lower = Math.Max(from, _observation.Lower), upper = Math.Min(to, _observation.Upper);
        return below + inside * Math.Clamp((value - lower) / (upper - lower), 0, 1);
    }
}
