using System.Globalization;

namespace MixtureDensity;

/// <summary>The training loss became NaN or infinite, usually because the learning rate is too high.</summary>
/// <param name="epoch">The epoch, from 0; for <see cref="NetworkTrainer"/> the step.</param>
/// <param name="loss">The loss.</param>
public sealed class DivergenceException(int epoch, double loss)
    : Exception(string.Create(CultureInfo.InvariantCulture,
        $"The training loss became {loss} in epoch {epoch}; a lower learning rate may help."))
{
    /// <summary>The epoch, from 0; for <see cref="NetworkTrainer"/> the step.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The loss, NaN or infinite.</summary>
    public double Loss { get; } = loss;
}
