namespace MixtureDensity;

/// <summary>
/// Permutation importance: by how much the negative log-likelihood rises when the cells of an input are shuffled among
/// the rows, which keeps the distribution of the input and breaks its dependence on everything else.
/// </summary>
/// <remarks>
/// A column is shuffled as a whole, with its calendar parts and missing cells. If rows have weights, a row counts by
/// its own, and gets the cells of another with a probability proportional to the other's. Sources: L. Breiman, "Random
/// forests", 2001; A. Fisher, C. Rudin and F. Dominici, "All models are wrong, but many are useful", 2019.
/// </remarks>
public static class PermutationImportance
{
    private const int RowsAtOnce = 4096;

    /// <summary>
    /// The input columns of a model, each in a group of its own except those that are named together.
    /// </summary>
    /// <param name="schema">The columns of the model.</param>
    /// <param name="together">Columns that are shuffled together; no column is in two groups.</param>
    /// <exception cref="ArgumentException">A name is no input, or is in two groups.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Groups(
        TableSchema schema, IReadOnlyList<IReadOnlyList<string>> together)
    {
        string[] inputs = [.. schema.Inputs.Select(i => i.Name).Distinct()];
        string[] named = [.. together.SelectMany(g => g)];
        if (named.FirstOrDefault(n => !inputs.Contains(n)) is { } unknown)
            throw new ArgumentException($"The model has no input '{unknown}'.", nameof(together));
        if (named.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Input '{twice.Key}' is named twice.", nameof(together));
        return [.. together, .. inputs.Except(named).Select(n => new[] { n })];
    }

    /// <summary>The importance of groups of columns, in their order.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">Rows with the inputs and targets of the model, preferably not the training rows.</param>
    /// <param name="groups">The columns that are shuffled together.</param>
    /// <param name="shuffles">How often each group is shuffled.</param>
    /// <param name="seed">The random seed of the shuffles.</param>
    /// <param name="weightColumn">A column of weights, at least 0, of which a row of weight 2 counts as two rows of
    /// weight 1; null weighs all rows the same.</param>
    /// <param name="progress">Receives the completed fraction.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The mean negative log-likelihood of the rows as they are, and the importances.</returns>
    /// <exception cref="RowException">A row cannot be predicted.</exception>
    /// <exception cref="ArgumentException">A target has no number in a row, or the column of weights holds something
    /// else, or only 0.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (Estimate Loss, IReadOnlyList<InputImportance> Importances) Compute(
        DensityModel model, Table table, IReadOnlyList<IReadOnlyList<string>> groups, int shuffles, int seed,
        string? weightColumn = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffles, 1);
        model.Schema.RequireTargets(table);
        double[]? weights = RowWeights.Read(table, weightColumn);
        double[] losses = Losses(model, table, cancellation);
        int far = Enumerable.Range(0, table.Rows).FirstOrDefault(
            row => double.IsNaN(losses[row]) && weights?[row] != 0, -1);
        if (far >= 0)
            throw DensityModel.TooFar(far);
        var random = new Random(seed);
        List<InputImportance> importances = [];
        foreach (IReadOnlyList<string> group in groups)
        {
            var rises = new double[table.Rows];
            for (int shuffle = 0; shuffle < shuffles; shuffle++)
            {
                double[] shuffled = Losses(model, Shuffle(table, group, weights, random), cancellation);
                for (int row = 0; row < rises.Length; row++)
                {
                    // A row that is impossible as it is, or cannot be predicted when it is shuffled, counts as no rise.
                    if (double.IsFinite(losses[row]) && !double.IsNaN(shuffled[row]))
                        rises[row] += (shuffled[row] - losses[row]) / shuffles;
                }
                progress?.Report((importances.Count + (shuffle + 1.0) / shuffles) / groups.Count);
            }
            importances.Add(new InputImportance(group, Estimate.From(rises, weights)));
        }
        return (Estimate.From(losses, weights), importances);
    }

    private static Table Shuffle(Table table, IReadOnlyList<string> group, double[]? weights, Random random)
    {
        int[] order = weights is null ? [.. Enumerable.Range(0, table.Rows)] : Draw(weights, random.NextDouble());
        random.Shuffle(order);
        return new Table([.. table.Columns.Select(c => group.Contains(c.Name) ? c.Select(order) : c)]);
    }

    /// <summary>
    /// Draws as many rows as there are, with probabilities proportional to their weights, by systematic sampling: at
    /// equal steps through the cumulative weights. Equal weights give each row once.
    /// </summary>
    private static int[] Draw(double[] weights, double start)
    {
        var drawn = new int[weights.Length];
        double step = weights.Sum() / weights.Length, end = weights[0];
        for (int i = 0, row = 0; i < drawn.Length; i++)
        {
            while (end <= (i + start) * step && row < weights.Length - 1)
                end += weights[++row];
            drawn[i] = row;
        }
        return drawn;
    }

    /// <summary>The negative log-likelihood of each row; NaN if it cannot be predicted.</summary>
    private static double[] Losses(DensityModel model, Table table, CancellationToken cancellation)
    {
        var losses = new double[table.Rows];
        foreach (int[] rows in Enumerable.Range(0, table.Rows).Chunk(RowsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            Table piece = table.Select(rows);
            MixtureBatch predictions = model.Predict(piece, out IReadOnlyList<int> far);
            double[][] observed = model.Schema.TargetColumns(piece);
            Parallel.For(0, rows.Length, i =>
                losses[rows[i]] = -predictions.LogDensity(i, [.. observed.Select(values => values[i])]));
            foreach (int row in far)
                losses[rows[row]] = double.NaN;
        }
        return losses;
    }
}
