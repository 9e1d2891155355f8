using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>The result of the predictions of a table.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Empty">How many of them have no prediction.</param>
/// <param name="FirstReason">The first of those, and why.</param>
/// <param name="Read">What was understood of the table.</param>
/// <param name="Coverage">Which rows are unlike those that the model was trained on.</param>
internal sealed record PredictionSummary(
    long Rows, long Empty, string? FirstReason, string Read, InputCoverage Coverage)
{
    /// <summary>It in one line.</summary>
    public override string ToString() => Empty == 0 ? $"{Count.Format(Rows, "row")} predicted."
        : $"{Count.Format(Rows - Empty, "row")} predicted; {Count.Format(Empty, "row")} without a prediction, the "
            + $"first: {FirstReason}.";
}
