namespace MixtureDensity;

/// <summary>How long training takes: measured seconds for a cost.</summary>
internal sealed class Pace
{
    private (double Seconds, double Cost) _cold;
    private (double Seconds, double Cost) _warm;

    /// <summary>The seconds for a cost of 1; null if nothing was measured.</summary>
    /// <remarks>The first measurement of a network counts only if there is no other: code is compiled in it.</remarks>
    public double? Seconds => _warm.Cost > 0 ? _warm.Seconds / _warm.Cost
        : _cold.Cost > 0 ? _cold.Seconds / _cold.Cost : null;

    /// <summary>All of some paces together.</summary>
    public static Pace Sum(IEnumerable<Pace> paces)
    {
        var sum = new Pace();
        foreach (Pace pace in paces)
        {
            sum.Add(pace._cold.Seconds, pace._cold.Cost, isWarm: false);
            sum.Add(pace._warm.Seconds, pace._warm.Cost, isWarm: true);
        }
        return sum;
    }

    /// <summary>Adds a measurement.</summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="cost">The cost of what was done.</param>
    /// <param name="isWarm">Whether it is not the first of its network.</param>
    public void Add(double seconds, double cost, bool isWarm)
    {
        ref (double Seconds, double Cost) sum = ref isWarm ? ref _warm : ref _cold;
        sum = (sum.Seconds + seconds, sum.Cost + cost);
    }
}
