using MixtureDensity;

namespace MdnDemo.Predictions;

/// <summary>The distributions of some rows as plain numbers.</summary>
/// <param name="Marginals">The distribution of each target in each row.</param>
/// <param name="LogDensities">The log density of the targets in each row, where the table has them.</param>
/// <param name="Draws">Draws, [draw, row, target] in row-major order.</param>
internal sealed record RowMixtures(ScalarMixtures[] Marginals, double[] LogDensities, double[] Draws)
{
    /// <summary>How many rows they are.</summary>
    public int Rows => Marginals[0].Count;
}
