namespace MixtureDensity;

/// <summary>The measured seconds of training per unit of cost.</summary>
internal sealed class Pace
{
    private (double Seconds, double Cost) _cold;
    private (double Seconds, double Cost) _warm;

    /// <summary>The seconds per unit of cost; null if nothing was measured.</summary>
    /// <remarks>
    /// The first measurement of a network counts only if there is no other, because it includes compilation.
    /// </remarks>
    public double? Seconds => _warm.Cost > 0 ? _warm.Seconds / _warm.Cost
        : _cold.Cost > 0 ? _cold.Seconds / _cold.Cost : null;

    /// <summary>The pace of several measurements together.</summary>
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
    /// <param name="seconds">The duration.</param>
    /// <param name="cost">The cost.</param>
    /// <param name="isWarm">Whether it is not the first of its network.</param>
    public void Add(double seconds, double cost, bool isWarm)
    {
        ref (double Seconds, double Cost) sum = ref isWarm ? ref _warm : ref _cold;
        sum = (sum.Seconds + seconds, sum.Cost + cost);
    }
}
