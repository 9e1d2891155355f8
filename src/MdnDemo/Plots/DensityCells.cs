using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>A predicted distribution as an axis shows it: the probability of each of many equal cells.</summary>
internal sealed class DensityCells
{
    // About one a pixel.
    private const int Count = 600;

    // Less of the highest density is not seen.
    private const double Visible = 0.002;

    private readonly AxisScale _scale;
    private readonly double[] _places;

    /// <summary>Computes the probabilities.</summary>
    /// <remarks>
    /// A density at the middle of a cell would miss a ridge that is narrower, and is infinite for what is one value.
    /// </remarks>
    public DensityCells(AxisScale scale, ScalarDistribution mixture)
        : this(scale, mixture.Cdf)
    {
    }

    /// <summary>The same of a distribution function.</summary>
    public DensityCells(AxisScale scale, Func<double, double> cdf)
    {
        (_scale, _places) = (scale, scale.Edges(Count));
        double[] below = [.. _places.Select(place => cdf(scale.Value(place)))];
        double size = (scale.High - scale.Low) / Count;
        Densities = [.. Enumerable.Range(0, Count).Select(i => (below[i + 1] - below[i]) / size)];
    }

    /// <summary>The probability of each cell per length along the axis: per unit of the value, or per decade.</summary>
    public double[] Densities { get; }

    /// <summary>The cells that are seen: the middle of each, and its part of the highest density.</summary>
    public (double Place, double Height)[] Outline()
    {
        double highest = Densities.Max();
        int first = Array.FindIndex(Densities, d => d > Visible * highest),
            last = Array.FindLastIndex(Densities, d => d > Visible * highest);
        return [.. Enumerable.Range(first, last - first + 1)
            .Select(i => ((_places[i] + _places[i + 1]) / 2, Densities[i] / highest))];
    }

    /// <summary>
    /// The region of the highest density along this axis that has a probability, in places from below. It ends where
    /// nothing is seen, even if the axis leaves out so much that the probability is not reached.
    /// </summary>
    public Interval[] Region(double level)
    {
        int[] falling = [.. Enumerable.Range(0, Count).OrderByDescending(i => Densities[i])];
        double size = (_scale.High - _scale.Low) / Count, rest = level / size;
        double least = Visible * Densities[falling[0]];
        var isIn = new bool[Count];
        for (int i = 0; i < Count && rest > 0 && Densities[falling[i]] > least; i++)
        {
            isIn[falling[i]] = true;
            rest -= Densities[falling[i]];
        }
        List<Interval> intervals = [];
        for (int i = 0; i < Count; i++)
        {
            if (isIn[i] && i > 0 && isIn[i - 1])
                intervals[^1] = intervals[^1] with { Upper = _places[i + 1] };
            else if (isIn[i])
                intervals.Add(new Interval(_places[i], _places[i + 1]));
        }
        return [.. intervals];
    }
}
