using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>The modes, the one with most probability first.</summary>
/// <param name="count">The number of modes that have columns.</param>
internal sealed class ModesAnswer(int count) : IAnswer
{
    public IReadOnlyList<AnswerColumn> Columns { get; } = [.. Enumerable.Range(1, count).SelectMany(i =>
        new AnswerColumn[] { new($"mode{i}", true), new($"mode{i}_weight", false) })];

    public void Fill(ScalarDistribution distribution, Span<double> cells)
    {
        cells.Fill(double.NaN);
        Mode[] modes = distribution.Modes();
        for (int i = 0; i < Math.Min(count, modes.Length); i++)
            (cells[2 * i], cells[2 * i + 1]) = (modes[i].Location[0], modes[i].Weight);
    }
}
