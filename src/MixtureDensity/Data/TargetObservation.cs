using System.Text.Json.Serialization;

namespace MixtureDensity;

/// <summary>
/// How a target was observed: rounded to a grid, within bounds, with values that many rows share exactly, or positive
/// and modelled on the logarithmic scale.
/// </summary>
/// <remarks>
/// A real number s, the latent value, has a mixture as its distribution, truncated to the bounds. What is observed is
/// y = s, or y = exp s on the logarithmic scale, rounded to the grid; or, with a probability of its own, a point mass.
/// </remarks>
public sealed record TargetObservation
{
    /// <summary>A real number without bounds, of which all digits are known.</summary>
    public static TargetObservation Exact { get; } = new();

    /// <summary>The spacing h of the grid that the values were rounded to, in the target's unit; 0 for none.</summary>
    public double Spacing { get; init; }

    /// <summary>A value of the grid.</summary>
    public double GridOffset { get; init; }

    /// <summary>The values that have a probability of their own, ascending.</summary>
    public IReadOnlyList<double> PointMasses { get; init; } = [];

    /// <summary>The least possible value; −∞ for none.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>The largest possible value; ∞ for none.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the mixture is one of log y instead of y.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether there is a bound.</summary>
    [JsonIgnore]
    public bool IsBounded => !double.IsNegativeInfinity(Lower) || !double.IsPositiveInfinity(Upper);

    /// <summary>Whether the distribution of the target is the mixture itself.</summary>
    [JsonIgnore]
    public bool IsExact => Spacing == 0 && PointMasses.Count == 0 && !IsBounded && !IsLogarithmic;

    /// <summary>Whether the values make sense together, as read from a file.</summary>
    [JsonIgnore]
    internal bool IsValid =>
        Spacing >= 0 && double.IsFinite(Spacing) && double.IsFinite(GridOffset) && Lower < Upper
        && PointMasses is not null
        && PointMasses.All(v => double.IsFinite(v) && v >= Lower && v <= Upper)
        && PointMasses.Zip(PointMasses.Skip(1)).All(p => p.First < p.Second);

    /// <summary>The bounds before rounding, from an origin: those of the grid's outermost cells.</summary>
    internal (double Lower, double Upper) LatentBounds(double origin = 0) =>
        (Latent(Lower, -Spacing / 2, origin), Latent(Upper, Spacing / 2, origin));

    /// <summary>
    /// The latent value s of the observed one y + shift, from an origin; −∞ where log y is asked of y ≤ 0.
    /// </summary>
    /// <remarks>
    /// The origin comes first: half a cell of a number such as a frequency may be less than its last digit.
    /// </remarks>
    internal double Latent(double y, double shift = 0, double origin = 0)
    {
        if (!IsLogarithmic)
            return y - origin + shift;
        return y + shift > 0 ? Math.Log(y + shift) - origin : double.NegativeInfinity;
    }

    /// <summary>The observed value, before rounding, of a latent one.</summary>
    internal double Observed(double s) => IsLogarithmic ? Math.Exp(s) : s;

    /// <summary>The index of the point mass at a value; −1 for none.</summary>
    internal int MassAt(double y)
    {
        for (int i = 0; i < PointMasses.Count; i++)
        {
            if (PointMasses[i] == y)
                return i;
        }
        return -1;
    }

    /// <summary>
    /// The recorded value that a number in a table stands for, which may be stored with fewer digits than it has.
    /// </summary>
    internal double Snap(double y) => MassAt(y) >= 0 ? y : new ValueGrid(Spacing, GridOffset).Snap(y);

    /// <inheritdoc/>
    public bool Equals(TargetObservation? other) =>
        other is not null && PointMasses.SequenceEqual(other.PointMasses)
        && (Spacing, GridOffset, Lower, Upper, IsLogarithmic)
            == (other.Spacing, other.GridOffset, other.Lower, other.Upper, other.IsLogarithmic);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Spacing, GridOffset, Lower, Upper, IsLogarithmic, PointMasses.Count);
}
