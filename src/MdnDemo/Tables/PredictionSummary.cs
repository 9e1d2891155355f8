using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>The result of the predictions of a table.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Empty">The number of rows without a prediction.</param>
/// <param name="FirstReason">The first of those, and the reason.</param>
/// <param name="Read">A summary of the table.</param>
/// <param name="Coverage">The inputs that the training rows did not cover.</param>
internal sealed record PredictionSummary(
    long Rows, long Empty, string? FirstReason, string Read, InputCoverage Coverage)
{
    /// <summary>The result in one line.</summary>
    public override string ToString() => Empty == 0 ? $"{Count.Format(Rows, "row")} predicted."
        : $"{Count.Format(Rows - Empty, "row")} predicted; {Count.Format(Empty, "row")} without a prediction, the "
            + $"first: {FirstReason}.";
}
