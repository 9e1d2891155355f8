using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>A predicted distribution along an axis: the probability of each of many equal cells.</summary>
internal sealed class DensityCells
{
    // A smaller fraction of the highest density is not visible, nor of an even one over the axis: what lies beyond the
    // axis is not drawn as if it were on it.
    private const double Visible = 0.002;

    private readonly AxisCells _axis;
    private readonly double[] _densities; // with those beyond the axis

    /// <summary>Computes the probabilities.</summary>
    /// <remarks>
    /// A density at the middle of a cell would miss a narrow ridge, and is infinite at a point mass.
    /// </remarks>
    /// <param name="cdf">The distribution function.</param>
    public DensityCells(AxisCells axis, Func<double, double> cdf)
    {
        _axis = axis;
        double[] below = axis.Below(cdf);
        _densities = [.. below.Zip(below.Skip(1), (from, to) => (to - from) / axis.Size)];
    }

    /// <summary>The probability of each cell per length along the axis: per unit of the value, or per decade.</summary>
    public ArraySegment<double> Densities => new(_densities, AxisCells.Beyond, AxisCells.Count);

    /// <summary>The visible cells: the middle of each, and its density as a fraction of the highest one. Spikes do not
    /// count as the highest, and are cut off.</summary>
    public (double Place, double Height)[] Outline()
    {
        ArraySegment<double> densities = Densities;
        IReadOnlyList<bool> isSpike = _axis.HoldMasses;
        double highest = densities.Where((_, i) => !isSpike[i]).DefaultIfEmpty().Max();
        if (highest == 0)
            highest = densities.Max();
        int[] seen = [.. Enumerable.Range(0, densities.Count).Where(i => densities[i] > LeastVisible(highest))];
        return seen.Length == 0 ? [(Middle(0), 0)]
            : [.. Enumerable.Range(seen[0], seen[^1] - seen[0] + 1)
                .Select(i => (Middle(i), Math.Min(1, densities[i] / highest)))];

        double Middle(int i) => (_axis.Edges[AxisCells.Beyond + i] + _axis.Edges[AxisCells.Beyond + i + 1]) / 2;
    }

    /// <summary>
    /// The highest-density regions of <see cref="RegionBand.Levels"/> along this axis, from below. A region ends where
    /// the density is not visible, even if the rest of its probability lies beyond the axis.
    /// </summary>
    public Interval[][] Regions()
    {
        double[] rising = [.. _densities];
        int[] order = [.. Enumerable.Range(0, rising.Length)];
        Array.Sort(rising, order);
        return [.. RegionBand.Levels.Select(level => Region(level, order))];
    }

    private double LeastVisible(double highest) => Visible * Math.Max(highest, 1 / (AxisCells.Count * _axis.Size));

    private Interval[] Region(double level, int[] rising)
    {
        double rest = level / _axis.Size, least = LeastVisible(_densities[rising[^1]]);
        var isIn = new bool[_densities.Length];
        for (int i = rising.Length - 1; i >= 0 && rest > 0 && _densities[rising[i]] > least; i--)
        {
            isIn[rising[i]] = true;
            rest -= _densities[rising[i]];
        }
        List<Interval> intervals = [];
        for (int i = 0; i < isIn.Length; i++)
        {
            if (isIn[i] && i > 0 && isIn[i - 1])
                intervals[^1] = intervals[^1] with { Upper = _axis.Edges[i + 1] };
            else if (isIn[i])
                intervals.Add(new Interval(_axis.Edges[i], _axis.Edges[i + 1]));
        }
        return [.. intervals];
    }
}
