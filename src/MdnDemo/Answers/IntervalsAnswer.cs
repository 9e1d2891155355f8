using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>Central intervals: as much probability lies below each as above.</summary>
/// <param name="levels">Their probabilities.</param>
/// <param name="calibration">How they are calibrated.</param>
internal sealed class IntervalsAnswer(IReadOnlyList<double> levels, TargetCalibration calibration) : IAnswer
{
    public IReadOnlyList<AnswerColumn> Columns { get; } = [.. levels.SelectMany(level =>
        new AnswerColumn[] { new($"{Percent(level)}_low", true), new($"{Percent(level)}_high", true) })];

    public void Fill(ScalarDistribution distribution, Span<double> cells)
    {
        for (int i = 0; i < levels.Count; i++)
            (cells[2 * i], cells[2 * i + 1]) = calibration.CentralInterval(distribution, levels[i]);
    }

    /// <summary>A level in per cent, as it is written: 90, 97.5.</summary>
    // As a decimal: the product of doubles can be 97.50000000000001.
    public static string Percent(double level) => $"{(decimal)level * 100:0.############################}";
}
