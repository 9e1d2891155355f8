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
    /// kind, among the recipes' with as many components as asked for and with one, that predicts such rows best.
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
        IProgress<FoldProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequireSense(table, inputs, targets, options);
        var watch = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        TableSchema plain = TableSchema.Of(table, inputs, targets, options.FloorAtGrid);
        Tensor y = plain.EncodeTargets(table);
        int rounds = options.RoundsFor(table.Rows);
        Candidate[] candidates = [.. options.Recipes.SelectMany(recipe => Candidates(table, plain, recipe, options.Components))];
        foreach (Candidate candidate in candidates)
            ModelFile.RequireRoom(rounds * (long)options.Folds, rounds * (long)options.Folds * candidate.WeightsOfNetwork);
        int networks = (candidates.Length + rounds - 1) * options.Folds;
        int steps = options.Fit.StepsFor(table.Rows - table.Rows / options.Folds);
        var runs = new CandidateRuns(y, options, progress is null ? null : Tell, cancellation);
        Candidate? best = null;
        IReadOnlyList<FitProgress>[] curves = [];
        ModelFit? result = null;
        try
        {
            runs.Fit(candidates);
            best = runs.Best(candidates);
            runs.Refit(best, (rounds - 1) * options.Folds);
            curves = [.. best.Members.Select(m => m.Result.Curve.Select(InUnits).ToArray())];
            var heldOut = new HeldOutRows(plain, plain.TargetValues(table), cancellation);
            Evaluation evaluation = heldOut.Evaluate(best);
            List<Baseline> baselines = [.. SimplerModels(plain, plain.EncodeInputs(table), y, heldOut, options)];
            Candidate? gaussian = candidates.Where(c => c.Components == 1 && c.Members.Count() == options.Folds).MinBy(c => c.HeldOutLoss);
            if (gaussian is not null)
                baselines.Add(new Baseline("the best networks with one Gaussian", heldOut.NegativeLogLikelihood(gaussian)));
            cancellation.ThrowIfCancellationRequested();
            return result = new ModelFit(Model(evaluation.NegativeLogLikelihood), best.Name, evaluation, baselines, curves);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && best is not null)
        {
            // Whoever interrupts it does not wait for scores either.
            return result = new ModelFit(Model(new Estimate(curves.Average(c => c.Min(p => p.HeldOutLoss)), double.NaN)), best.Name, null, [], curves);
        }
        finally
        {
            foreach (Candidate other in candidates.Where(c => c != best || result is null))
                other.Dispose();
        }

        // The networks see standardised targets; in the targets' own units a density is that over the deviations.
        FitProgress InUnits(FitProgress value)
        {
            double logDeviations = plain.Targets.Sum(t => Math.Log(t.Deviation));
            return value with { TrainingLoss = value.TrainingLoss + logDeviations, HeldOutLoss = value.HeldOutLoss + logDeviations };
        }

        void Tell(Candidate candidate, int network, FitProgress value, bool isDone) =>
            progress.Report(new FoldProgress(network, networks, candidate.Name, InUnits(value), steps, isDone));

        DensityModel Model(Estimate negativeLogLikelihood) => new(
            best.Schema,
            [.. best.Networks],
            new TrainingSummary(
                table.Rows, options.Seed, negativeLogLikelihood, watch.Elapsed.TotalSeconds, cancellation.IsCancellationRequested, Versions()));
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

    private static IEnumerable<Candidate> Candidates(Table table, TableSchema plain, NetworkRecipe recipe, int components)
    {
        TableSchema schema = plain.WithRamps(table, recipe.Bins);
        Tensor x = schema.EncodeInputs(table);
        return new[] { components, 1 }.Distinct().Select(count => new Candidate(recipe, count, schema, x));
    }

    private static IEnumerable<Baseline> SimplerModels(TableSchema schema, Tensor x, Tensor y, HeldOutRows heldOut, ModelOptions options)
    {
        List<double> marginal = [], linear = [];
        Tensor leastBandwidth = tensor([.. schema.Targets.Select(t => t.LeastScale)], ScalarType.Float64);
        int rows = (int)x.shape[0];
        foreach (int[] fold in Folds.Of(rows, options.Folds, options.Seed))
        {
            using var scope = NewDisposeScope();
            Tensor rest = tensor([.. Enumerable.Range(0, rows).Except(fold)]);
            Tensor restX = x.index_select(0, rest), restY = y.index_select(0, rest);
            GaussianMixture density = KernelDensity.Fit(restY, leastBandwidth);
            var regression = new LinearGaussian(restX, restY);
            marginal.AddRange(heldOut.Losses(x, fold, batch => (GaussianMixture)density.expand(new Size(batch.shape[0]))));
            linear.AddRange(heldOut.Losses(x, fold, regression.Predict));
        }
        yield return new Baseline("marginal distribution, inputs ignored", Estimate.Of(marginal));
        yield return new Baseline("linear regression, Gaussian noise", Estimate.Of(linear));
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
