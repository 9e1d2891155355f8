namespace MixtureDensity;

/// <summary>The factor of the scales with which the average of networks is as wide as its error on new rows.</summary>
/// <remarks>
/// Each network is calibrated by itself. The average of M networks errs less than one of them, but is wider, each by
/// what the networks disagree, and in the variance by its fraction 1 − 1/M. So the square of the best factor falls
/// linearly in 1 − 1/M, from 1 for a single network. For two it is r, the best for the average of two networks over
/// that for each of them, as measured on rows that neither was trained on: those of two folds, on which both were
/// stopped and calibrated. For M it is 1 − 2(1 − 1/M)(1 − r). Refits on all rows count as one network, since they
/// agree more with each other.
/// </remarks>
internal static class EnsembleScale
{
    // Enough for one number.
    private const int MaxRows = 1000;
    private const int RowsAtOnce = 128;

    // The search of the logarithm of a factor.
    private const double MinLog = -1;
    private const double MaxLog = 0.5;
    private const double Tolerance = 0.005;

    // Of the square of the factor.
    private const double MinSquare = 0.25;

    /// <summary>
    /// The logarithm of the factor for the networks of a candidate, from log ½ to 0; 0 if it has no repeated folds.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="table">The rows.</param>
    /// <param name="weights">The weight of each row; null if all count the same.</param>
    public static double Fit(CrossValidation candidate, Table table, double[]? weights)
    {
        FoldNetwork[] all = [.. candidate.Folds], repeated = [.. candidate.Repeated];
        int rowsOfPair = Math.Max(1, MaxRows / Math.Max(1, all.Length * repeated.Length));
        List<PairedPredictions> pairs = [];
        foreach (FoldNetwork second in repeated)
        {
            // Two networks at a time: their weights are arranged for prediction.
            EnsembleForward other = ForwardOf(second);
            foreach (FoldNetwork first in all)
            {
                EnsembleForward one = ForwardOf(first);
                RowSet<float> shared = first.Validation with
                {
                    Rows = [.. first.Validation.Rows.Intersect(second.Validation.Rows)],
                };
                foreach (int[] rows in shared.Evenly(rowsOfPair).Chunk(RowsAtOnce))
                {
                    Table piece = table.Select(rows);
                    pairs.Add(new PairedPredictions(
                        one.Run(piece), other.Run(piece), candidate.Schema.TargetColumns(piece),
                        weights is null ? null : [.. rows.Select(row => weights[row])]));
                }
            }
        }
        return Fit(pairs, candidate.IndependentNetworks);

        EnsembleForward ForwardOf(FoldNetwork fold) => new(candidate.Schema, [fold.Network]);
    }

    /// <summary>The logarithm of the factor for a number of networks.</summary>
    /// <param name="pairs">The predictions of two networks for rows that neither was trained on.</param>
    /// <param name="networks">The number of networks.</param>
    public static double Fit(IReadOnlyList<PairedPredictions> pairs, int networks)
    {
        if (pairs.Count == 0)
            return 0;
        double alone = Best((p, factor) => p.LossAlone(factor)), together = Best((p, factor) => p.LossTogether(factor));
        double ratio = Math.Exp(2 * (together - alone));
        return 0.5 * Math.Log(Math.Clamp(1 - 2 * (1 - 1.0 / networks) * (1 - ratio), MinSquare, 1));

        double Best(Func<PairedPredictions, double, double> loss)
        {
            var losses = new double[pairs.Count];
            return GoldenSection.Minimum(
                log =>
                {
                    Parallel.For(0, losses.Length, i => losses[i] = loss(pairs[i], Math.Exp(log)));
                    return losses.Sum();
                },
                MinLog, MaxLog, Tolerance);
        }
    }
}
