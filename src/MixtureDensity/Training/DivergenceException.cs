using System.Globalization;

namespace MixtureDensity;

/// <summary>A training loss that became NaN or infinite: the steps were too long.</summary>
/// <param name="epoch">The epoch whose loss it was, from 0.</param>
/// <param name="loss">The loss.</param>
public sealed class DivergenceException(int epoch, double loss)
    : Exception(string.Create(CultureInfo.InvariantCulture,
        $"The training loss became {loss} in epoch {epoch}; a lower learning rate may help."))
{
    /// <summary>The epoch whose loss it was, from 0.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The loss, NaN or infinite.</summary>
    public double Loss { get; } = loss;
}
