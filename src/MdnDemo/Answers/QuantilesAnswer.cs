using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>Quantiles.</summary>
/// <param name="probabilities">Their probabilities.</param>
internal sealed class QuantilesAnswer(IReadOnlyList<double> probabilities) : IAnswer
{
    private readonly double[] _probabilities = [.. probabilities];

    public IReadOnlyList<AnswerColumn> Columns { get; } =
        [.. probabilities.Select(p => new AnswerColumn($"q{p}", true))];

    public void Fill(ScalarDistribution distribution, Span<double> cells) =>
        distribution.Quantiles(_probabilities, cells);
}
