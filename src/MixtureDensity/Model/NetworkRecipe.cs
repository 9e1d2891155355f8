using System.Globalization;

namespace MixtureDensity;

/// <summary>A kind of network that a model may be made of.</summary>
/// <param name="Hidden">The widths of its hidden layers.</param>
/// <param name="Bins">
/// Into how many ramps a column of numbers is cut beside its standardised value (see <see cref="NumericColumn"/>); 0 cuts none.
/// </param>
/// <param name="InputNoise">
/// The standard deviation of the noise that is added to inputs in training, in those of the inputs: it keeps a network from
/// learning single rows by heart.
/// </param>
/// <remarks>
/// Sources: Y. Gorishniy, I. Rubachev and A. Babenko, "On embeddings for numerical features in tabular deep learning", 2022;
/// J. Rothfuss, F. Ferreira, S. Walther and M. Ulrich, "Conditional density estimation with neural networks", 2019.
/// </remarks>
public sealed record NetworkRecipe(IReadOnlyList<int> Hidden, int Bins = 0, double InputNoise = 0)
{
    /// <summary>What it is, in words.</summary>
    public string Name => string.Join(
        ", ",
        ((string[])[$"hidden {string.Join(' ', Hidden)}", Bins > 0 ? $"{Bins} ramps" : "", InputNoise > 0 ? string.Create(CultureInfo.InvariantCulture, $"noise {InputNoise}") : ""])
            .Where(part => part != ""));
}
