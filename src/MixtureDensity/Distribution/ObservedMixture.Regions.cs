namespace MixtureDensity;

// Highest-density regions.
public sealed partial class ObservedMixture
{
    /// <summary>
    /// The highest-density region: the smallest set of probability <paramref name="level"/> or more, as closed
    /// intervals from left to right. On a grid it is made of the fewest values; the ends are among them. A point mass
    /// of 0.001 or more belongs to it without having length, as an interval of its own if it is in no other.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public override Interval[] HighestDensityRegion(double level)
    {
        RequireLevel(level);
        return Region(level, 1 - level);
    }

    internal override Interval[] HighestDensityRegionWithout(double outside) =>
        outside == 0 ? [CentralIntervalWithout(0)] : Region(1 - outside, outside);

    internal override double OutsideHighestDensityRegion(double y, double u)
    {
        if (Cells is { } cells)
            return cells.Outside(Array.BinarySearch(cells.Values, RequireNumber(y)) >= 0 ? y : _grid.Round(y), u);
        int mass = _observation.MassAt(RequireNumber(y));
        if (mass >= 0 && _probabilities[mass] >= MinMass)
        {
            double before = MassesByProbability().TakeWhile(j => j != mass).Sum(j => _probabilities[j]);
            return Math.Max(0, 1 - before - (1 - u) * _probabilities[mass]);
        }
        double s = Latent(y);
        if (double.IsInfinity(s) || s < _latent.Lower || s > _latent.Upper)
            return 0;
        // In a cell, which is a jump too, as many values as there are positions.
        s = Math.Clamp(_observation.Latent(y, (u - 0.5) * _grid.Spacing, _origin), _latent.Lower, _latent.Upper);
        LevelSets sets = LevelSetsOfLatent(out ScalarMixture heights);
        return _share * sets.OutsideAt(heights.LogDensity(s));
    }

    /// <param name="level">The probability of the region.</param>
    /// <param name="outside">1 − level, which may be tiny.</param>
    private Interval[] Region(double level, double outside)
    {
        if (Cells is { } cells)
        {
            bool[] isInside = cells.Highest(outside);
            return [.. Join(cells.Values.Where((_, i) => isInside[i]).Select(v => new Interval(v, v)))];
        }
        // The masses of most probability that are enough, or all and a region of the mixture.
        List<Interval> intervals = [];
        double rest = level;
        int[] masses = [.. MassesByProbability()];
        double Left() => masses.Skip(intervals.Count).Sum(j => _probabilities[j]);
        foreach (int j in masses)
        {
            if (rest <= 0 || (_probabilities[j] < MinMass && Left() < outside))
                break;
            intervals.Add(new Interval(_masses[j], _masses[j]));
            rest -= _probabilities[j];
        }
        if (rest > 0)
        {
            LevelSets sets = LevelSetsOfLatent(out _);
            List<Interval> ofMixture = rest < 0.5 * _share ? sets.Region(rest / _share)
                : sets.RegionWithout((outside - Left()) / _share);
            // On a grid, the values of all cells that it meets.
            intervals.AddRange(ofMixture.Select(i => new Interval(Recorded(i.Lower), Recorded(i.Upper))));
        }
        List<Interval> region = Join(intervals.OrderBy(i => i.Lower));
        if (_grid.Spacing > 0)
            Shorten(region, outside);
        return [.. region];
    }

    private IEnumerable<int> MassesByProbability() =>
        Enumerable.Range(0, _masses.Length).OrderByDescending(j => _probabilities[j]);

    /// <summary>The sets of highest density of y, in the latent value, without the point masses.</summary>
    private LevelSets LevelSetsOfLatent(out ScalarMixture heights)
    {
        List<Extremum> extrema = LatentExtrema(out heights);
        return new LevelSets(extrema, heights.LogDensity, _latent.Probability, heights.StandardDeviation,
            1e-13 * _latent.SmallestScale) { Lower = _latent.Lower, Upper = _latent.Upper };
    }

    /// <summary>Joins ascending intervals that overlap or, on a grid, are neighbours.</summary>
    private List<Interval> Join(IEnumerable<Interval> intervals)
    {
        List<Interval> joined = [];
        foreach (Interval next in intervals)
        {
            if (joined.Count > 0 && Touch(joined[^1].Upper, next.Lower))
                joined[^1] = joined[^1] with { Upper = Math.Max(joined[^1].Upper, next.Upper) };
            else
                joined.Add(next);
        }
        return joined;

        // By their numbers on the grid: a spacing added to a large value is rounded.
        bool Touch(double end, double start) => start <= end
            || (_grid.Spacing > 0 && _grid.Nearest(start) - _grid.Nearest(end) <= 1);
    }

    /// <summary>Takes the least probable ends off a region on a grid, while they leave no more outside.</summary>
    private void Shorten(List<Interval> region, double outside)
    {
        double sum = Outside(new Interval(region[0].Lower, region[^1].Upper));
        for (int i = 1; i < region.Count; i++)
            sum += Math.Max(0, Probability(region[i - 1].Upper, region[i].Lower) - End(region[i].Lower));
        // What was rounded outwards is at most a cell at each end.
        for (int ends = 2 * region.Count; ends > 0 && region.Count > 0; ends--)
        {
            var (probability, interval, isLower) = region
                .SelectMany(i => new[] { (End(i.Lower), i, true), (End(i.Upper), i, false) }).MinBy(e => e.Item1);
            sum += probability;
            if (sum > outside)
                return;
            int at = region.IndexOf(interval);
            if (interval.Lower == interval.Upper)
                region.RemoveAt(at);
            else if (isLower)
                region[at] = interval with { Lower = _grid.Round(interval.Lower + _grid.Spacing) };
            else
                region[at] = interval with { Upper = _grid.Round(interval.Upper - _grid.Spacing) };
        }

        double End(double y) => Probability(new Interval(y, y));
    }
}
