namespace MixtureDensity;

/// <summary>A kind of network that a model may be made of.</summary>
/// <param name="Hidden">The widths of its hidden layers.</param>
/// <param name="Bins">
/// Into how many ramps a column of numbers is cut beside its standardised value (see <see cref="NumericColumn"/>); 0 cuts none.
/// </param>
/// <remarks>
/// Source: Y. Gorishniy, I. Rubachev and A. Babenko, "On embeddings for numerical features in tabular deep learning", 2022.
/// </remarks>
public sealed record NetworkRecipe(IReadOnlyList<int> Hidden, int Bins = 0)
{
    /// <summary>What it is, in words.</summary>
    public string Name => $"hidden {string.Join(' ', Hidden)}{(Bins > 0 ? $", {Bins} ramps" : "")}";
}
