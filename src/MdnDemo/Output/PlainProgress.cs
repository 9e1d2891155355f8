using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Output;

/// <summary>Progress for a file or a pipe: a line every thousand epochs, or every tenth of a shorter run.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="epochs">How many epochs there are.</param>
internal sealed class PlainProgress(TextWriter output, int epochs) : IProgress<EpochLoss>
{
    private readonly int _interval = Math.Clamp(epochs / 10, 1, 1000);

    /// <inheritdoc/>
    public void Report(EpochLoss value)
    {
        if (value.Epoch % _interval == 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch}  loss {value.Loss:G6}"));
    }
}
