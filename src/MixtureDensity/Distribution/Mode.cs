namespace MixtureDensity;

/// <summary>A local maximum of a density.</summary>
/// <param name="Location">The location, one number per target, in units of y.</param>
/// <param name="Density">The density there, per unit of y (per unitᴰ).</param>
/// <param name="Weight">The probability assigned to it. For one target this is the probability between the neighbouring
/// minima, for several targets the total weight of the components whose ascents end at the mode.</param>
public sealed record Mode(double[] Location, double Density, double Weight)
{
    /// <summary>The modes of at least some weight, the one of most weight first.</summary>
    internal static Mode[] Ordered(IEnumerable<Mode> modes, double minWeight = 0) =>
        [.. modes.Where(m => m.Weight >= minWeight).OrderByDescending(m => m.Weight)];
}
