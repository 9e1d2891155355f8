using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>An answer that a distribution gives, as cells of a row.</summary>
internal interface IAnswer
{
    /// <summary>Its columns.</summary>
    IReadOnlyList<AnswerColumn> Columns { get; }

    /// <summary>Fills the cells of a row. Several threads may ask at once.</summary>
    /// <param name="distribution">The distribution of one target in the row.</param>
    /// <param name="cells">Receives a number for each column; NaN leaves a cell empty.</param>
    void Fill(ScalarDistribution distribution, Span<double> cells);
}
