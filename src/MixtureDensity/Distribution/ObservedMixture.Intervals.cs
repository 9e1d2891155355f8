namespace MixtureDensity;

// Central intervals.
public sealed partial class ObservedMixture
{
    // Probabilities that differ by less, relatively, are one: quantiles have rounding errors.
    private const double Tied = 1e-10;

    // 1 − p has too few digits of a smaller p.
    private const double MinTail = 1e-3;

    internal override Interval CentralIntervalWithout(double outside)
    {
        double tail = outside / 2;
        Interval smallest = Between(tail);
        // Where an end is a jump, less may lie beyond it, and more beyond the other end.
        while (Next(smallest, tail, outside) is { } next)
        {
            Interval narrower = Between(tail = next);
            if (Outside(narrower) > outside * (1 + Tied))
                break;
            smallest = narrower;
        }
        return smallest;
    }

    internal override double OutsideCentralInterval(double y, double u)
    {
        double jump = Probability(new Interval(y, y)), tail = Math.Min(0.5, Math.Min(Cdf(y), Survival(y) + jump));
        if (tail == 0)
            return 0;
        double without = tail * (1 + Tied) < 0.5 ? OutsideOf(tail * (1 + Tied)) : 1;
        if (jump == 0)
            return without;
        double with = OutsideOf(tail * (1 - Tied));
        return with + u * (without - with);

        // Beside a bound, where quantiles of tiny tails have too few digits, no more than the tail all the same.
        double OutsideOf(double most)
        {
            var (lower, upper) = Between(most);
            return Math.Min(most, Pit(lower, 0)) + Math.Min(most, Survival(upper));
        }
    }

    /// <summary>The next tail with which a central interval may be smaller; null if there is none.</summary>
    private double? Next(Interval interval, double tail, double outside)
    {
        if (!HasJumps || tail is 0 or 0.5)
            return null;
        var (lower, upper) = interval;
        // An end stays at a jump until the tail is what lies beyond it and at it; the other end moves on.
        double leavesLower = Cdf(lower), leavesUpper = Survival(upper) + Probability(new Interval(upper, upper));
        bool isLowerJump = leavesLower > tail * (1 + 3 * Tied), isUpperJump = leavesUpper > tail * (1 + 3 * Tied);
        if (!isLowerJump && !isUpperJump)
            return null;
        double leaves = Math.Min(isLowerJump ? leavesLower : 1, isUpperJump ? leavesUpper : 1);
        double next = leaves * (1 + Tied);
        if (isLowerJump != isUpperJump && tail < leaves * (1 - 2 * Tied))
            next = Math.Min(leaves * (1 - Tied), outside - (isLowerJump ? Pit(lower, 0) : Survival(upper)));
        next = Math.Min(0.5, next);
        return next > tail ? next : null;
    }

    private bool HasJumps => _grid.Spacing > 0 || _masses.Length > 0;

    private double Outside(Interval interval) => Math.Min(1, Pit(interval.Lower, 0) + Survival(interval.Upper));

    private Interval Between(double tail)
    {
        Span<double> ends = [tail, 1 - tail];
        Quantiles(ends, ends);
        return new Interval(ends[0], tail is > 0 and < MinTail ? UpperQuantile(tail) : ends[1]);
    }

    /// <summary>The least y with P(Y > y) ≤ tail, which may be tiny.</summary>
    private double UpperQuantile(double tail)
    {
        double most = tail * (1 + Rounding), masses = 0;
        for (int j = _masses.Length - 1; j >= 0 && Survival(_masses[j]) <= most; j--)
        {
            double v = _masses[j];
            if (Survival(v) + Probability(new Interval(v, v)) > most)
                return v;
            masses += _probabilities[j];
        }
        double y = Observed(_latent.UpperQuantile((tail - masses) / _share));
        if (_grid.Spacing == 0 || !double.IsFinite(y))
            return y;
        double n = _grid.Nearest(y);
        // The search for the latent value may end on the other side of an edge.
        n += Survival(_grid.Value(n - 1)) <= most ? -1 : Survival(_grid.Value(n)) <= most ? 0 : 1;
        return Math.Clamp(_grid.Value(n), _observation.Lower, _observation.Upper);
    }
}
