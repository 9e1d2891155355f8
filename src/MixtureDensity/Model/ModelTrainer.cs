using System.Diagnostics;
using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Trains a model on a table.</summary>
public static class ModelTrainer
{
    /// <summary>
    /// Fits an ensemble to a table, and scores it on rows that the scoring network was not fitted to. Its networks are
    /// of the
    /// kind, among the architectures' with as many components as asked for and with one, that predicts such rows best;
    /// a kind that can no
    /// longer win is not fitted to its end.
    /// </summary>
    /// <param name="table">The training rows.</param>
    /// <param name="inputs">The names of the input columns, none of them constant.</param>
    /// <param name="targets">The names of the target columns, of numbers, none of them constant.</param>
    /// <param name="options">What the model is made of.</param>
    /// <param name="progress">Told of every evaluation, from several threads.</param>
    /// <param name="cancellation">Stops the training; what was learnt so far is kept.</param>
    /// <exception cref="ArgumentException">The columns do not fit, there are fewer rows than two for each fold, or an
    /// option is out of range.</exception>
    /// <exception cref="FoldsException">The rows cannot be split into folds.</exception>
    /// <exception cref="ModelSizeException">The model would be too large for a file.</exception>
    /// <exception cref="DivergenceException">A loss of every kind of network became NaN or infinite, and again at half
    /// the learning rate.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was learnt.</exception>
    public static ModelFit Fit(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress = null, CancellationToken cancellation = default)
    {
        Validate(table, inputs, targets, options);
        var watch = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        TableSchema plain = TableSchema.Fit(table, inputs, targets, options.FloorAtGrid);
        var y = new ScaledTargets(plain, table);
        // The networks see standardised targets; in the targets' own units a density is that over the deviations.
        double logDeviations = plain.Targets.Sum(t => Math.Log(t.Deviation));
        int refits = options.RefitsFor(table.Rows);
        CrossValidation[] candidates =
            [.. options.Architectures
                .SelectMany(architecture => Candidates(table, y, plain, architecture, options.Components))];
        foreach (CrossValidation candidate in candidates)
            ModelFile.CheckSize((long)options.Folds + refits,
                ((long)options.Folds + refits) * candidate.WeightsOfNetwork);
        Folds folds = Folds.Split(table, inputs.Concat(targets), options);
        var workload = new Workload(options, table.Rows, refits, logDeviations, progress);
        CrossValidation? best = null;
        ModelFit? result = null;
        try
        {
            best = new Race(folds.Each, options, workload, cancellation).Run(candidates);
            CrossValidation? gaussian =
                candidates.Where(c => c.Components == 1 && c.Folds.Any()).MinBy(c => c.OutOfFoldLoss);
            if (best.Components == 1)
                gaussian = best;
            Refit(best, refits, options, workload, cancellation);
            var scorer = new OutOfFoldScorer(table, plain, folds.Each, cancellation);
            Evaluation evaluation = scorer.Evaluate(best, workload.ReportScoring);
            Baseline[] baselines = [.. scorer.Baselines(gaussian, workload.ReportScoring)];
            cancellation.ThrowIfCancellationRequested();
            return result = new ModelFit(Model(evaluation.NegativeLogLikelihood), best.Name, evaluation, folds.Scheme,
                baselines,
                Curves(), watch.Elapsed);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && best is not null)
        {
            // Whoever interrupts it does not wait for scores either.
            var curves = Curves();
            return result = new ModelFit(Model(new Estimate(curves.Average(c => c.Min(p => p.ValidationLoss)),
                double.NaN)), best.Name, null, folds.Scheme, [], curves, watch.Elapsed);
        }
        finally
        {
            foreach (CrossValidation other in candidates.Where(c => c != best || result is null))
                other.Dispose();
        }

        IReadOnlyList<TrainingProgress>[] Curves() =>
            [.. best.Folds.Select(f => f.Result.Curve.Select(InUnits).ToArray())];

        TrainingProgress InUnits(TrainingProgress value) =>
            value with { TrainingLoss = value.TrainingLoss + logDeviations,
                ValidationLoss = value.ValidationLoss + logDeviations };

        DensityModel Model(Estimate negativeLogLikelihood) => new(
            best.Schema,
            [.. best.Networks],
            new TrainingSummary(
                table.Rows, options.Seed, negativeLogLikelihood, cancellation.IsCancellationRequested, Versions()));
    }

    /// <summary>
    /// Adds to the best candidate networks that see all rows; one that diverges or is cut short is left out.
    /// </summary>
    private static void Refit(CrossValidation best, int count, ModelOptions options, Workload workload,
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
                networks[number] = best.Refit(options, number, part =>
                    workload.ReportRefit(best, number, part), cancellation);
            }
            catch (DivergenceException)
            {
                // The model has its other networks.
            }
        });
        best.Add(networks.OfType<MixtureDensityNetwork>());
    }

    private static void Validate(Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets,
        ModelOptions options)
    {
        if (inputs.Count == 0 || targets.Count == 0)
            throw new ArgumentException("A model has one input and one target at least.");
        if (inputs.Concat(targets).GroupBy(name => name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Column '{twice.Key}' is named twice.");
        OptionRange.Validate(options);
        OptionRange.Validate(options.Training);
        if (options.Architectures.Count == 0)
            throw new ArgumentException("A model needs at least one architecture.", nameof(options));
        foreach (Architecture each in options.Architectures)
            OptionRange.Validate(each);
        if (options.Architectures.FirstOrDefault(r =>
            !ModelHeader.AreSizes(targets.Count, r.Hidden, options.Components)) is { } architecture)
            throw new ArgumentException(
                $"{targets.Count} targets, {options.Components} components and {architecture.Name} are no network "
                    + $"that a file holds.", nameof(options));
        if (table.Rows < 2 * options.Folds)
            throw new ArgumentException(
                $"The table has {table.Rows} rows; {options.Folds} folds take {2 * options.Folds} at least.",
                nameof(table));
    }

    private static IEnumerable<CrossValidation> Candidates(Table table, IRowSource<float> y, TableSchema plain,
        Architecture architecture, int components)
    {
        TableSchema schema = plain.WithBins(table, architecture.Bins);
        var x = new EncodedTable(schema, table);
        return new[] { components, 1 }.Distinct()
            .Select(count => new CrossValidation(architecture, count, schema, x, y));
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
