using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>The probabilities of events.</summary>
/// <param name="events">The events, of one target.</param>
internal sealed class EventsAnswer(IReadOnlyList<TargetEvent> events) : IAnswer
{
    public IReadOnlyList<AnswerColumn> Columns { get; } = [.. events.Select(e => new AnswerColumn(e.Name, false))];

    public void Fill(ScalarDistribution distribution, Span<double> cells)
    {
        for (int i = 0; i < events.Count; i++)
            cells[i] = events[i].ProbabilityUnder(distribution);
    }
}
