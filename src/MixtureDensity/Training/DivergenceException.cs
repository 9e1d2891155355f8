using System.Globalization;

namespace MixtureDensity;

/// <summary>The loss became NaN or infinite, usually because the learning rate is too high.</summary>
public sealed class DivergenceException : Exception
{
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="loss">The loss.</param>
    public DivergenceException(int epoch, double loss)
        : this($"training loss became {Text(loss)} in epoch {Text(epoch)}", epoch, loss)
    {
    }

    private DivergenceException(string what, int epoch, double loss)
        : base($"The {what}; a lower learning rate may help.") => (Epoch, Loss) = (epoch, loss);

    /// <summary>The epoch, from 0; for <see cref="NetworkTrainer"/> the step.</summary>
    public int Epoch { get; }

    /// <summary>The loss, NaN or infinite.</summary>
    public double Loss { get; }

    /// <summary>In a step of <see cref="NetworkTrainer"/>.</summary>
    internal static DivergenceException InStep(int step, double loss, bool isValidation = false) =>
        new($"{(isValidation ? "validation" : "training")} loss became {Text(loss)} in step {Text(step)}", step, loss);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
