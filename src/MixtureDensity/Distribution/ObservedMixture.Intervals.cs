namespace MixtureDensity;

// Central intervals.
public sealed partial class ObservedMixture
{
    // Probabilities that differ by less, relatively, are one: quantiles have rounding errors.
    private const double Tied = 1e-10;

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
        double without = tail * (1 + Tied) < 0.5 ? Outside(Between(tail * (1 + Tied))) : 1;
        if (jump == 0)
            return without;
        double with = Outside(Between(tail * (1 - Tied)));
        return with + u * (without - with);
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
        return new Interval(ends[0], ends[1]);
    }
}
