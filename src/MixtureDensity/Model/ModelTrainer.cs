using System.Diagnostics;
using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Trains a model on a table.</summary>
public static class ModelTrainer
{
    private const int RowsAtOnce = 4096;

    /// <summary>
    /// Fits an ensemble to a table, and scores it on rows that the scoring network was not fitted to. Where mixtures do not
    /// predict better than single Gaussians, the model is the simpler one.
    /// </summary>
    /// <param name="table">The training rows.</param>
    /// <param name="inputs">The names of the input columns, none of them constant.</param>
    /// <param name="targets">The names of the target columns, of numbers, none of them constant.</param>
    /// <param name="options">What the model is made of.</param>
    /// <param name="progress">Told of every evaluation, from several threads.</param>
    /// <param name="cancellation">Stops the training; what was learnt so far is kept.</param>
    /// <exception cref="ArgumentException">The columns do not fit.</exception>
    /// <exception cref="DivergenceException">A loss became NaN or infinite, and again at half the learning rate.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was learnt.</exception>
    public static ModelFit Fit(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<FoldProgress>? progress = null, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        TableSchema schema = TableSchema.Of(table, inputs, targets, options.FloorAtGrid);
        Tensor x = schema.EncodeInputs(table), y = schema.EncodeTargets(table);
        var heldOut = new HeldOutRows(schema, x, schema.TargetValues(table), cancellation);

        CrossFit fit = CrossFit.Run(schema, x, y, options, Progress(0), cancellation);
        if (fit.Members.Count == 0)
            throw new OperationCanceledException(cancellation);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            List<Baseline> baselines = [.. SimplerModels(schema, x, y, heldOut, options)];
            CrossFit gaussians = CrossFit.Run(schema, x, y, options with { Components = 1 }, Progress(options.Folds), cancellation);
            cancellation.ThrowIfCancellationRequested();
            Estimate gaussian = Estimate.Of(heldOut.Losses(gaussians));
            baselines.Add(new Baseline("the same networks with one Gaussian", gaussian));
            if (gaussian.Mean < Estimate.Of(heldOut.Losses(fit)).Mean)
                (fit, gaussians) = (gaussians, fit);
            gaussians.DisposeNetworks();
            Evaluation evaluation = heldOut.Evaluate(fit);
            return new ModelFit(Model(evaluation.NegativeLogLikelihood), evaluation, baselines, Curves());
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever interrupts it does not wait for scores either.
            IReadOnlyList<FitProgress>[] curves = Curves();
            return new ModelFit(Model(new Estimate(curves.Average(c => c.Min(p => p.HeldOutLoss)), double.NaN)), null, [], curves);
        }

        // The networks see standardised targets; in the targets' own units a density is that over the deviations.
        FitProgress InUnits(FitProgress value)
        {
            double logDeviations = schema.Targets.Sum(t => Math.Log(t.Deviation));
            return value with { TrainingLoss = value.TrainingLoss + logDeviations, HeldOutLoss = value.HeldOutLoss + logDeviations };
        }

        IReadOnlyList<FitProgress>[] Curves() => [.. fit.Members.Select(m => m.Result.Curve.Select(InUnits).ToArray())];

        Action<int, FitProgress, bool>? Progress(int before) => progress is null
            ? null
            : (fold, value, isDone) => progress.Report(new FoldProgress(before + fold, 2 * options.Folds, InUnits(value), isDone));

        DensityModel Model(Estimate negativeLogLikelihood) => new(
            schema,
            [.. fit.Members.Select(m => m.Network)],
            new TrainingSummary(
                table.Rows, options.Seed, negativeLogLikelihood, watch.Elapsed.TotalSeconds, cancellation.IsCancellationRequested, Versions()));
    }

    private static IEnumerable<Baseline> SimplerModels(TableSchema schema, Tensor x, Tensor y, HeldOutRows heldOut, ModelOptions options)
    {
        List<double> marginal = [], linear = [];
        Tensor leastBandwidth = tensor([.. schema.Targets.Select(CrossFit.LeastScale)], ScalarType.Float64);
        int rows = (int)x.shape[0];
        foreach (int[] fold in Folds.Of(rows, options.Folds, options.Seed))
        {
            using var scope = NewDisposeScope();
            Tensor rest = tensor([.. Enumerable.Range(0, rows).Except(fold)]);
            Tensor restX = x.index_select(0, rest), restY = y.index_select(0, rest);
            GaussianMixture density = KernelDensity.Fit(restY, leastBandwidth);
            var regression = new LinearGaussian(restX, restY);
            marginal.AddRange(heldOut.Losses(fold, batch => (GaussianMixture)density.expand(new Size(batch.shape[0]))));
            linear.AddRange(heldOut.Losses(fold, regression.Predict));
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

    /// <summary>The rows of a table as those see them that were not fitted to them.</summary>
    private sealed class HeldOutRows(TableSchema schema, Tensor x, Tensor observed, CancellationToken cancellation)
    {
        /// <summary>The negative log-likelihoods of some rows, in nats, under a model of the standardised targets.</summary>
        public List<double> Losses(int[] rows, Func<Tensor, GaussianMixture> predict)
        {
            List<double> losses = [];
            ForEachBatch(rows, predict, (prediction, values) => losses.AddRange((-prediction.log_prob(values)).data<double>().ToArray()));
            return losses;
        }

        public List<double> Losses(CrossFit fit) => [.. fit.Members.SelectMany(m => Losses(m.HeldOut, m.Network.call))];

        public Evaluation Evaluate(CrossFit fit)
        {
            var evaluator = new Evaluator([.. schema.Targets.Select(t => t.Name)]);
            foreach (CrossFit.Member member in fit.Members)
                ForEachBatch(member.HeldOut, member.Network.call, evaluator.Add);
            return evaluator.Result();
        }

        private void ForEachBatch(int[] rows, Func<Tensor, GaussianMixture> predict, Action<GaussianMixture, Tensor> action)
        {
            using var noGrad = no_grad();
            foreach (int[] some in rows.Chunk(RowsAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                Tensor index = tensor(some);
                action(DensityModel.InUnits(predict(x.index_select(0, index)), schema), observed.index_select(0, index));
            }
        }
    }
}
