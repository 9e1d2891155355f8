using System.Diagnostics;
using System.Reflection;
using TorchSharp;
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
        table = RowWeights.WithoutZeros(table, options.WeightColumn);
        Validate(table, inputs, targets, options);
        if (options.CalibrationFraction > 0)
            return FitWithHeldOutRows(table, inputs, targets, options, progress, cancellation);
        var watch = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        IReadOnlyList<Outliers> outliers = options.ClipsOutliers ? Outliers.Find(table, inputs.Concat(targets)) : [];
        table = Outliers.Clip(table, outliers.Where(o => targets.Contains(o.Column)));
        TableSchema plain =
            TableSchema.Fit(table, inputs, targets, options.FindObservation, options.Lower, options.Upper, outliers);
        int refits = options.RefitsFor(table.Rows);
        double[]? weights = RowWeights.Read(table, options.WeightColumn);
        CrossValidation[] candidates = [.. Transformed(plain, table, options.Transform)
            .SelectMany(schema => Candidates(table, schema, weights, options))];
        long networks = (long)options.Folds + refits;
        foreach (CrossValidation candidate in candidates)
            ModelFile.CheckSize(networks, networks * candidate.WeightsPerNetwork);
        Folds folds = Folds.Split(table, inputs, targets, options);
        var estimator = new ProgressEstimator(options, table.Rows, refits, progress, TimeProvider.System);
        CrossValidation? best = null;
        ModelFit? result = null;
        try
        {
            // Frees what the search for outliers, grids and bins left behind.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            best = new SuccessiveHalving(folds.Each, options, estimator, cancellation).Run(candidates);
            CrossValidation? gaussian = best.Components == 1 ? best
                : candidates.Where(c => c.Components == 1 && c.Folds.Any()).MinBy(c => c.OutOfFoldLoss);
            // Frees the optimizers' large arrays before refits need such, and before the scoring needs memory.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            Refit(best, refits, folds.Repeated, options, estimator, cancellation);
            best.FreeGradients();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            estimator.ReportScoring(0);
            var scorer = new OutOfFoldScorer(table, plain, folds.Each, weights, cancellation);
            var (evaluation, calibration, findings) = scorer.Evaluate(best, estimator.ReportScoring);
            Baseline[] baselines = [.. scorer.Baselines(gaussian, estimator.ReportScoring)];
            cancellation.ThrowIfCancellationRequested();
            double logScale = EnsembleScale.Fit(best, table, weights);
            foreach (MixtureDensityNetwork network in best.Networks)
                network.ScaleBy(logScale);
            DensityModel model = Model(evaluation.NegativeLogLikelihood);
            model.Calibration = calibration;
            result = new ModelFit(model, best.Name, evaluation, folds.Scheme, baselines, Curves(), watch.Elapsed)
            {
                Outliers = outliers,
                Findings = findings,
                Uncovered = [.. FoldCoverage.Count(table, plain, folds.Each)
                    .Where(u => u.Input.Name != options.TimeColumn)],
            };
            estimator.ReportScoring(1);
            return result;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && best is not null)
        {
            // An interrupted fit skips the scores.
            var curves = Curves();
            var loss = new Estimate(best.OutOfFoldLoss, double.NaN);
            return result = new ModelFit(Model(loss), best.Name, null, folds.Scheme, [], curves, watch.Elapsed)
            {
                Outliers = outliers,
            };
        }
        finally
        {
            foreach (CrossValidation other in candidates.Where(c => c != best || result is null))
                other.Dispose();
        }

        IReadOnlyList<TrainingProgress>[] Curves() =>
            [.. best.Folds.Select(f => f.Result.Curve.Select(InUnits).ToArray())];

        TrainingProgress InUnits(TrainingProgress p) =>
            new(p.Step, p.TrainingLoss + best.LossOfUnits, p.ValidationLoss + best.LossOfUnits);

        DensityModel Model(Estimate loss) => new(best.Schema, [.. best.Networks], new TrainingSummary(
            table.Rows, options.Seed, loss, cancellation.IsCancellationRequested, Versions())
        {
            WeightColumn = options.WeightColumn,
        });
    }

    /// <summary>Fits a model to most of the rows, and calibrates it on the rest (split conformal).</summary>
    private static ModelFit FitWithHeldOutRows(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress, CancellationToken cancellation)
    {
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
        ModelFit fit = Fit(
            training, inputs, targets, options with { CalibrationFraction = 0 }, progress, cancellation);
        if (fit.OutOfFold is null)
            return fit;
        var calibrator = new Calibrator(targets.Count);
        foreach (int[] rows in Enumerable.Range(0, heldOut.Rows).Chunk(RowsAtOnce))
        {
            Table piece = heldOut.Select(rows);
            fit.Model.Predict(piece, out IReadOnlyList<int> far);
            // Rows that the model refuses have no sets, here and later.
            piece = piece.Select([.. Enumerable.Range(0, piece.Rows).Except(far)]);
            if (piece.Rows > 0)
                calibrator.Add(fit.Model.Predict(piece), fit.Model.Schema.TargetColumns(piece),
                    options.WeightColumn is { } weight ? piece.Numbers(weight) : null);
        }
        fit.Model.Calibration = calibrator.Rows > 0 ? calibrator.Result(CalibrationSource.HeldOut) : null;
        return fit;
    }

    /// <summary>
    /// Adds refits to the selected candidate, except those that diverge or are cancelled. Each of the first leaves out
    /// a fold of other folds.
    /// </summary>
    private static void Refit(
        CrossValidation best, int count, IReadOnlyList<Fold> others, ModelOptions options, ProgressEstimator estimator,
        CancellationToken cancellation)
    {
        var networks = new MixtureDensityNetwork?[count];
        int[] numbers = [.. Enumerable.Range(0, count)];
        ParallelWork.ForEach(numbers, number =>
        {
            if (cancellation.IsCancellationRequested)
                return;
            try
            {
                if (number < others.Count)
                    best.RefitWithout(options, number, others[number], Report, cancellation);
                else
                    networks[number] = best.Refit(options, number, Report, cancellation);
            }
            catch (DivergenceException)
            {
                // The model works without it.
            }
            // It may have stopped early.
            Report(1);

            void Report(double fraction) => estimator.ReportRefit(best, number, fraction);
        });
        best.Add(networks.OfType<MixtureDensityNetwork>());
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

    /// <summary>The schemas of the scales on which the target is modelled.</summary>
    private static TableSchema[] Transformed(TableSchema plain, Table table, TargetTransform transform) =>
        transform switch
        {
            TargetTransform.None => [plain],
            TargetTransform.Log => [plain.WithLogarithm(table, isRequired: true)!],
            _ => plain.WithLogarithm(table, isRequired: false) is { } logarithmic ? [plain, logarithmic] : [plain],
        };

    private static IEnumerable<CrossValidation> Candidates(
        Table table, TableSchema plain, double[]? weights, ModelOptions options)
    {
        IRowSource<float> y = CrossValidation.TargetsOf(plain, table);
        foreach (Architecture architecture in options.ArchitecturesFor(table.Rows))
        {
            TableSchema schema = plain.WithBins(table, architecture.Bins);
            var x = new EncodedTable(schema, table);
            foreach (int components in new[] { options.Components, 1 }.Distinct())
                yield return new CrossValidation(architecture, components, schema, x, y, weights);
        }
    }

    private static Dictionary<string, string> Versions() => new()
    {
        ["MixtureDensity"] = Version(typeof(ModelTrainer)),
        ["TorchSharp"] = Version(typeof(torch)),
    };

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
