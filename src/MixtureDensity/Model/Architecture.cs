using System.ComponentModel.DataAnnotations;

namespace MixtureDensity;

/// <summary>A network architecture.</summary>
/// <param name="Hidden">The widths of the hidden layers.</param>
/// <param name="Bins">The number of bins of the piecewise-linear encoding (PLE) of each numeric column, in addition to
/// its standardised value (see <see cref="NumericEncoding"/>); 0 for none.</param>
/// <remarks>
/// Source: Y. Gorishniy, I. Rubachev and A. Babenko, "On embeddings for numerical features in tabular deep learning",
/// 2022.
/// </remarks>
public sealed record Architecture(
    [property: Range(1, 10_000)] IReadOnlyList<int> Hidden,
    [property: Range(0, 1000)] int Bins = 0)
{
    /// <summary>The architecture as text.</summary>
    public string Name => $"hidden {string.Join(' ', Hidden)}{(Bins > 0 ? $", {Bins} PLE bins" : "")}";
}
