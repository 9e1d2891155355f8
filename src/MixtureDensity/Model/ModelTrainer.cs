using System.Diagnostics;
using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Trains a model on a table.</summary>
public static class ModelTrainer
{
    /// <summary>
    /// Fits an ensemble to a table, and scores it on rows that the scoring network was not fitted to. Its networks are of the
    /// kind, among the recipes' with as many components as asked for and with one, that predicts such rows best; a kind that can no
    /// longer win is not fitted to its end.
    /// </summary>
    /// <param name="table">The training rows.</param>
    /// <param name="inputs">The names of the input columns, none of them constant.</param>
    /// <param name="targets">The names of the target columns, of numbers, none of them constant.</param>
    /// <param name="options">What the model is made of.</param>
    /// <param name="progress">Told of every evaluation, from several threads.</param>
    /// <param name="cancellation">Stops the training; what was learnt so far is kept.</param>
    /// <exception cref="ArgumentException">The columns do not fit, there are fewer rows than two for each fold, or an option is out of range.</exception>
    /// <exception cref="ModelSizeException">The model would be too large for a file.</exception>
    /// <exception cref="DivergenceException">A loss of every kind of network became NaN or infinite, and again at half the learning rate.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was learnt.</exception>
    public static ModelFit Fit(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequireSense(table, inputs, targets, options);
        var watch = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        TableSchema plain = TableSchema.Of(table, inputs, targets, options.FloorAtGrid);
        var y = new TensorRows<float>(plain.EncodeTargets(table), Units<float>.OfData(targets.Count));
        // The networks see standardised targets; in the targets' own units a density is that over the deviations.
        double logDeviations = plain.Targets.Sum(t => Math.Log(t.Deviation));
        int refits = (options.RoundsFor(table.Rows) - 1) * options.Folds;
        Candidate[] candidates = [.. options.Recipes.SelectMany(recipe => Candidates(table, y, plain, recipe, options.Components))];
        foreach (Candidate candidate in candidates)
            ModelFile.RequireRoom((long)options.Folds + refits, ((long)options.Folds + refits) * candidate.WeightsOfNetwork);
        int[][] folds = Folds.Of(table.Rows, options.Folds, options.Seed);
        var workload = new Workload(options, table.Rows, refits, logDeviations, progress);
        Candidate? best = null;
        ModelFit? result = null;
        try
        {
            best = new Race(folds, options, workload, cancellation).Run(candidates);
            Candidate[] losers = [.. candidates.Where(c => c != best)];
            Candidate? gaussian = best.Components == 1 ? best : losers.Where(c => c.Components == 1 && c.Members.Any()).MinBy(c => c.HeldOutLoss);
            Refit(best, refits, options, workload, cancellation);
            // On this thread alone: TorchSharp makes an object of every number beside a tensor, which a collection that another
            // thread asks for may free while libtorch reads it.
            var scoring = new Scoring(table, plain, folds, cancellation);
            Evaluation evaluation = scoring.Evaluate(best, workload.ReportScoring);
            Baseline[] baselines = [.. scoring.Baselines(gaussian, workload.ReportScoring)];
            cancellation.ThrowIfCancellationRequested();
            return result = new ModelFit(Model(evaluation.NegativeLogLikelihood), best.Name, evaluation, baselines, Curves(), watch.Elapsed);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && best is not null)
        {
            // Whoever interrupts it does not wait for scores either.
            var curves = Curves();
            return result = new ModelFit(Model(new Estimate(curves.Average(c => c.Min(p => p.HeldOutLoss)), double.NaN)), best.Name, null, [], curves, watch.Elapsed);
        }
        finally
        {
            foreach (Candidate other in candidates.Where(c => c != best || result is null))
                other.Dispose();
        }

        IReadOnlyList<FitProgress>[] Curves() => [.. best.Members.Select(m => m.Result.Curve.Select(InUnits).ToArray())];

        FitProgress InUnits(FitProgress value) =>
            value with { TrainingLoss = value.TrainingLoss + logDeviations, HeldOutLoss = value.HeldOutLoss + logDeviations };

        DensityModel Model(Estimate negativeLogLikelihood) => new(
            best.Schema,
            [.. best.Networks],
            new TrainingSummary(
                table.Rows, options.Seed, negativeLogLikelihood, cancellation.IsCancellationRequested, Versions()));
    }

    /// <summary>Adds to the best candidate networks that see all rows; one that diverges or is cut short is left out.</summary>
    private static void Refit(Candidate best, int count, ModelOptions options, Workload workload, CancellationToken cancellation)
    {
        var networks = new MixtureDensityNetwork?[count];
        int[] numbers = [.. Enumerable.Range(0, count)];
        SideBySide.Do(numbers, number =>
        {
            if (cancellation.IsCancellationRequested)
                return;
            try
            {
                networks[number] = best.Refit(options, number, part => workload.ReportRefit(best, number, part), cancellation);
            }
            catch (DivergenceException)
            {
                // The model has its other networks.
            }
        });
        best.Add(networks.OfType<MixtureDensityNetwork>());
    }

    private static void RequireSense(Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options)
    {
        if (inputs.Count == 0 || targets.Count == 0)
            throw new ArgumentException("A model has one input and one target at least.");
        if (inputs.Concat(targets).GroupBy(name => name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Column '{twice.Key}' is named twice.");
        if (options.Folds < 2 || options.Rounds < 0 || options.Recipes.Count == 0)
            throw new ArgumentException($"{options} makes no model: it takes two folds, no round or more, and one recipe at least.", nameof(options));
        if (options.Recipes.FirstOrDefault(r => !ModelHeader.AreSizes(targets.Count, r.Hidden, options.Components)) is { } recipe)
            throw new ArgumentException($"{targets.Count} targets, {options.Components} components and {recipe.Name} are no network that a file holds.", nameof(options));
        if (table.Rows < 2 * options.Folds)
            throw new ArgumentException($"The table has {table.Rows} rows; {options.Folds} folds take {2 * options.Folds} at least.", nameof(table));
    }

    private static IEnumerable<Candidate> Candidates(Table table, IRowSource<float> y, TableSchema plain, NetworkRecipe recipe, int components)
    {
        TableSchema schema = plain.WithRamps(table, recipe.Bins);
        var x = new EncodedTable(schema, table);
        return new[] { components, 1 }.Distinct().Select(count => new Candidate(recipe, count, schema, x, y));
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
