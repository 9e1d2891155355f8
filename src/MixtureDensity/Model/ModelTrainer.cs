using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Fits a model to a table.</summary>
public static class ModelTrainer
{
    private const int RowsAtOnce = 4096;

    /// <summary>
    /// Fits an ensemble to a table and scores it by cross-validation. The candidates are the architectures, each with
    /// the requested number of components and with one. Successive halving selects the one with the best
    /// cross-validated negative log-likelihood.
    /// </summary>
    /// <param name="table">The training rows; those of weight 0 are skipped.</param>
    /// <param name="inputs">The names of the input columns, none of which is constant.</param>
    /// <param name="targets">The names of the target columns, numeric and not constant.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives every evaluation, from several threads.</param>
    /// <param name="cancellation">Stops the training; the fit then uses the networks trained so far.</param>
    /// <returns>The model, which the caller must dispose, and its scores.</returns>
    /// <exception cref="ArgumentException">A column is invalid, there are fewer than two rows per fold, or an option is
    /// out of range.</exception>
    /// <exception cref="ObservationException">The target is beyond its bounds, or has no logarithm.</exception>
    /// <exception cref="FoldsException">The rows cannot be split into folds.</exception>
    /// <exception cref="ModelSizeException">The model would be too large for a file.</exception>
    /// <exception cref="DivergenceException">The loss of every candidate became NaN or infinite, and again at half the
    /// learning rate.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before any network improved.</exception>
    public static ModelFit Fit(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (RowWeights.Positive(table, options.WeightColumn) is { } rows)
            return FitSome(table, rows, inputs, targets, options, progress, cancellation);
        Validate(table, inputs, targets, options);
        if (options.CalibrationFraction > 0)
            return FitWithHeldOutRows(table, inputs, targets, options, progress, cancellation);
        using var scope = NewDisposeScope();
        return new EnsembleFit(table, inputs, targets, options, progress, cancellation).Run();
    }

    // The rows of its messages and outliers are those of the whole table.
    private static ModelFit FitSome(
        Table table, int[] rows, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress, CancellationToken cancellation)
    {
        TableSchema.RequireFinite(table, targets, rows);
        ModelFit fit = Fit(table.Select(rows), inputs, targets, options, progress, cancellation);
        return fit with { Outliers = [.. fit.Outliers.Select(o => o with { Row = rows[o.Row] })] };
    }

    /// <summary>Fits a model to most of the rows, and calibrates it on the rest (split conformal).</summary>
    private static ModelFit FitWithHeldOutRows(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress, CancellationToken cancellation)
    {
        TableSchema.RequireFinite(table, targets, [.. Enumerable.Range(0, table.Rows)]);
        Fold parts = Folds.HoldOut(table, options);
        Table training = table.Select(parts.Training), heldOut = table.Select(parts.Validation);
        try
        {
            TableSchema.Fit(training, inputs, targets, findObservation: false);
        }
        catch (ArgumentException e)
        {
            throw new FoldsException($"Without the rows that are held out for calibration: {e.Message}");
        }
        ModelFit fit = FitSome(table, parts.Training, inputs, targets, options with { CalibrationFraction = 0 },
            progress, cancellation);
        if (fit.OutOfFold is not null)
            Calibrate(fit.Model, heldOut, options.WeightColumn);
        return fit;
    }

    private static void Calibrate(DensityModel model, Table heldOut, string? weightColumn)
    {
        var calibrator = new Calibrator(model.Schema.Targets.Count);
        foreach (int[] rows in Enumerable.Range(0, heldOut.Rows).Chunk(RowsAtOnce))
        {
            Table piece = heldOut.Select(rows);
            model.Predict(piece, out IReadOnlyList<int> far);
            // Rows that the model refuses have no sets, here and later.
            piece = piece.Select([.. Enumerable.Range(0, piece.Rows).Except(far)]);
            if (piece.Rows > 0)
                calibrator.Add(model.Predict(piece), model.Schema.TargetColumns(piece),
                    weightColumn is null ? null : piece.Numbers(weightColumn));
        }
        model.Calibration = calibrator.Rows > 0 ? calibrator.Result(CalibrationSource.HeldOut) : null;
    }

    private static void Validate(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options)
    {
        if (inputs.Count == 0 || targets.Count == 0)
            throw new ArgumentException("A model needs at least one input and one target.");
        if (inputs.Concat(targets).GroupBy(name => name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Column '{twice.Key}' is named twice.");
        if (options.WeightColumn is { } weight && inputs.Concat(targets).Contains(weight))
            throw new ArgumentException($"Column '{weight}' is the weight; it cannot be an input or a target too.");
        OptionRange.Validate(options);
        OptionRange.Validate(options.Training);
        IReadOnlyList<Architecture> architectures = options.ArchitecturesFor(table.Rows);
        if (architectures.Count == 0)
            throw new ArgumentException("A model needs at least one architecture.", nameof(options));
        foreach (Architecture each in architectures)
            OptionRange.Validate(each);
        if (architectures
            .FirstOrDefault(a => !ModelHeader.AreSizes(targets.Count, a.Hidden, options.Components)) is { } tooLarge)
            throw new ArgumentException(
                $"A network with {targets.Count} targets, {options.Components} components and {tooLarge.Name} "
                    + "exceeds the limits of a model file.", nameof(options));
        if (table.Rows < 2 * options.Folds)
            throw new ArgumentException(
                $"The table has {table.Rows} rows; {options.Folds} folds need at least {2 * options.Folds}.",
                nameof(table));
    }
}
