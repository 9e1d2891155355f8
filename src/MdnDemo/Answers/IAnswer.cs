using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>Columns of a prediction, computed from a distribution.</summary>
internal interface IAnswer
{
    /// <summary>Its columns.</summary>
    IReadOnlyList<AnswerColumn> Columns { get; }

    /// <summary>Computes the cells of a row. Safe for concurrent use.</summary>
    /// <param name="distribution">The distribution of one target in the row.</param>
    /// <param name="cells">Receives a number for each column; NaN leaves a cell empty.</param>
    void Fill(ScalarDistribution distribution, Span<double> cells);
}
