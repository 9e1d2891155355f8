using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>All answers about one target, as cells of a row.</summary>
internal sealed class TargetAnswers
{
    private readonly IAnswer[] _answers;

    /// <summary>The answers that are asked for.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="options">What is asked.</param>
    public TargetAnswers(string target, PredictionOptions options)
    {
        IAnswer[] all =
        [
            new MomentsAnswer(),
            new QuantilesAnswer(options.Quantiles),
            new IntervalsAnswer(options.Intervals),
            new RegionsAnswer(options.RegionLevel, options.Regions),
            new EventsAnswer([.. options.Events.Where(e => e.IsOf(target))]),
            new ModesAnswer(options.Modes),
        ];
        _answers = [.. all.Where(a => a.Columns.Count > 0)];
        Columns = [.. _answers.SelectMany(a => a.Columns).Select(c => c with { Name = $"{target}_{c.Name}" })];
    }

    /// <summary>The columns, with their whole names.</summary>
    public IReadOnlyList<AnswerColumn> Columns { get; }

    /// <inheritdoc cref="IAnswer.Fill"/>
    public void Fill(ScalarMixture distribution, Span<double> cells)
    {
        foreach (IAnswer answer in _answers)
        {
            answer.Fill(distribution, cells[..answer.Columns.Count]);
            cells = cells[answer.Columns.Count..];
        }
    }
}
