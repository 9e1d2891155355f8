using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>The highest-density region as intervals, the one with most probability first.</summary>
/// <param name="level">The probability of the region.</param>
/// <param name="count">The number of intervals that have columns.</param>
/// <param name="calibration">How it is calibrated.</param>
internal sealed class RegionsAnswer(double level, int count, TargetCalibration calibration) : IAnswer
{
    private const int ColumnsOfInterval = 3;

    public IReadOnlyList<AnswerColumn> Columns { get; } = [.. Enumerable.Range(1, count).SelectMany(i =>
        new AnswerColumn[]
        {
            new($"region{i}_low", true), new($"region{i}_high", true), new($"region{i}_probability", false),
        })];

    public void Fill(ScalarDistribution distribution, Span<double> cells)
    {
        cells.Fill(double.NaN);
        var intervals = Rank(distribution, level, calibration);
        for (int i = 0; i < Math.Min(count, intervals.Length); i++)
        {
            (Interval interval, cells[ColumnsOfInterval * i + 2]) = intervals[i];
            (cells[ColumnsOfInterval * i], cells[ColumnsOfInterval * i + 1]) = interval;
        }
    }

    /// <summary>The intervals of a region with their probabilities, the one with most first.</summary>
    public static (Interval Interval, double Probability)[] Rank(ScalarDistribution distribution, double level,
        TargetCalibration calibration) =>
        [.. calibration.HighestDensityRegion(distribution, level)
            .Select(i => (Interval: i, Probability: distribution.Probability(i)))
            .OrderByDescending(i => i.Probability)];
}
