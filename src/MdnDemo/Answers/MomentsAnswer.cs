using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>The mean and the standard deviation.</summary>
internal sealed class MomentsAnswer : IAnswer
{
    public IReadOnlyList<AnswerColumn> Columns { get; } = [new("mean", true), new("std", false)];

    public void Fill(ScalarDistribution distribution, Span<double> cells) =>
        (cells[0], cells[1]) = (distribution.Mean, distribution.StandardDeviation);
}
