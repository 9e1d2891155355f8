using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>A predicted distribution as an axis shows it: the probability of each of many equal cells.</summary>
internal sealed class DensityCells
{
    // About one a pixel.
    private const int Count = 600;

    // A region is sought so far beyond either end of the axis, that the end does not push it to the other side.
    private const int Beyond = Count / 2;

    // Less of the highest density is not seen.
    private const double Visible = 0.002;

    private readonly double[] _places;
    private readonly double[] _densities; // with those beyond the axis
    private readonly bool[] _holdMasses;

    /// <summary>Computes the probabilities.</summary>
    /// <remarks>
    /// A density at the middle of a cell would miss a ridge that is narrower, and is infinite for what is one value.
    /// </remarks>
    /// <param name="scale">The axis.</param>
    /// <param name="cdf">The distribution function.</param>
    /// <param name="observation">How its values were observed.</param>
    public DensityCells(AxisScale scale, Func<double, double> cdf, TargetObservation observation)
    {
        double size = (scale.High - scale.Low) / Count;
        _places = [.. Enumerable.Range(-Beyond, Count + 2 * Beyond + 1).Select(i => scale.Low + i * size)];
        _holdMasses = [.. _places.Skip(1).Select((to, i) => observation.PointMasses.Any(mass =>
            scale.Value(to) >= mass - observation.Spacing / 2
            && scale.Value(_places[i]) <= mass + observation.Spacing / 2))];
        double[] below = [.. _places.Select(place => Spread(cdf, observation, scale.Value(place)))];
        _densities = [.. Enumerable.Range(0, below.Length - 1).Select(i => (below[i + 1] - below[i]) / size)];
    }

    /// <summary>The probability of each cell per length along the axis: per unit of the value, or per decade.</summary>
    public double[] Densities => _densities[Beyond..^Beyond];

    /// <summary>The cells that hold a value with a probability of its own, which is a spike of the density.</summary>
    public bool[] HoldMasses => _holdMasses[Beyond..^Beyond];

    /// <summary>The cells that are seen: the middle of each, and its part of the highest density but for spikes, which
    /// are cut off.</summary>
    public (double Place, double Height)[] Outline()
    {
        double[] densities = Densities;
        bool[] isSpike = HoldMasses;
        double highest = densities.Where((_, i) => !isSpike[i]).DefaultIfEmpty().Max();
        if (highest == 0)
            highest = densities.Max();
        int first = Array.FindIndex(densities, d => d > Visible * highest),
            last = Array.FindLastIndex(densities, d => d > Visible * highest);
        return first < 0 ? [(Middle(0), 0)]
            : [.. Enumerable.Range(first, last - first + 1)
                .Select(i => (Middle(i), Math.Min(1, densities[i] / highest)))];

        double Middle(int i) => (_places[Beyond + i] + _places[Beyond + i + 1]) / 2;
    }

    /// <summary>
    /// The region of the highest density along this axis that has a probability, in places from below. It ends where
    /// nothing is seen, even if so much lies far beyond the axis that the probability is not reached.
    /// </summary>
    public Interval[] Region(double level)
    {
        int[] falling = [.. Enumerable.Range(0, _densities.Length).OrderByDescending(i => _densities[i])];
        double rest = level / (_places[1] - _places[0]), least = Visible * _densities[falling[0]];
        var isIn = new bool[_densities.Length];
        for (int i = 0; i < falling.Length && rest > 0 && _densities[falling[i]] > least; i++)
        {
            isIn[falling[i]] = true;
            rest -= _densities[falling[i]];
        }
        List<Interval> intervals = [];
        for (int i = 0; i < isIn.Length; i++)
        {
            if (isIn[i] && i > 0 && isIn[i - 1])
                intervals[^1] = intervals[^1] with { Upper = _places[i + 1] };
            else if (isIn[i])
                intervals.Add(new Interval(_places[i], _places[i + 1]));
        }
        return [.. intervals];
    }

    /// <summary>
    /// The distribution function with the probability of each value of a grid spread evenly over what was rounded to
    /// it, within the bounds. Spikes on the grid would be combs.
    /// </summary>
    private static double Spread(Func<double, double> cdf, TargetObservation observation, double value)
    {
        double spacing = observation.Spacing;
        if (spacing == 0)
            return cdf(value);
        double middle = observation.GridOffset + spacing * Math.Round((value - observation.GridOffset) / spacing);
        double from = middle - spacing / 2, to = middle + spacing / 2, below = cdf(from), inside = cdf(to) - below;
        if (inside == 0)
            return below;
        double lower = Math.Max(from, observation.Lower), upper = Math.Min(to, observation.Upper);
        return below + inside * Math.Clamp((value - lower) / (upper - lower), 0, 1);
    }
}
