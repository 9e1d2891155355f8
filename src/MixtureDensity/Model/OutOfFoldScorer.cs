using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Scores models on out-of-fold rows.</summary>
/// <remarks>Single-threaded, because arithmetic with implicit Scalars is unsafe; see docs/architecture.md.</remarks>
/// <param name="table">The rows.</param>
/// <param name="schema">The columns, without bins.</param>
/// <param name="folds">The rows of each fold.</param>
/// <param name="cancellation">Stops the scoring.</param>
internal sealed class OutOfFoldScorer(Table table, TableSchema schema, int[][] folds, CancellationToken cancellation)
{
    // The size of a piece is limited in numbers and in rows.
    private const int MaxNumbers = 1 << 18;
    private const int MaxRows = 4096;

    // The fraction of the time that the networks take; the rest is for the baselines.
    private const double NetworkFraction = 0.5;

    /// <summary>Scores the fold networks of a candidate.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="progress">Receives the completed fraction of all scoring from time to time.</param>
    public Evaluation Evaluate(CrossValidation candidate, Action<double> progress)
    {
        var evaluator = new Evaluator([.. schema.Targets.Select(t => t.Name)]);
        int done = 0;
        foreach (FoldNetwork fold in candidate.Folds)
        {
            using var forward = new EnsembleForward(candidate.Schema, [fold.Network]);
            ForEachPiece(fold.Validation, candidate.Components, piece =>
            {
                evaluator.Add(forward.Run(piece).ToTensors(), schema.TargetValues(piece));
                progress(NetworkFraction * (done += piece.Rows) / table.Rows);
            });
        }
        return evaluator.Result();
    }

    /// <summary>Scores the baselines.</summary>
    /// <param name="gaussian">The best candidate with a single component, if there is one.</param>
    /// <param name="progress">Receives the completed fraction of all scoring from time to time.</param>
    public IEnumerable<Baseline> Baselines(CrossValidation? gaussian, Action<double> progress)
    {
        List<double> marginal = [];
        foreach (int[] fold in folds)
        {
            marginal.AddRange(Marginal(fold));
            progress(NetworkFraction + (0.9 - NetworkFraction) * marginal.Count / table.Rows);
        }
        yield return new Baseline("marginal distribution", Estimate.From(marginal));
        yield return new Baseline("linear regression", Estimate.From([.. folds.SelectMany(Linear)]));
        if (gaussian is not null)
        {
            string stopped = gaussian.Folds.Count() < folds.Length ? ", stopped early" : "";
            yield return new Baseline($"heteroscedastic Gaussian networks{stopped}",
                Estimate.From([.. gaussian.Folds.SelectMany(f => Losses(gaussian, f))]));
        }
        progress(1);
    }

    private List<double> Losses(CrossValidation candidate, FoldNetwork fold)
    {
        using var forward = new EnsembleForward(candidate.Schema, [fold.Network]);
        return Losses(fold.Validation, candidate.Components, piece => forward.Run(piece).ToTensors());
    }

    private List<double> Marginal(int[] fold)
    {
        using var scope = NewDisposeScope();
        Tensor minBandwidth = tensor([.. schema.Targets.Select(t => t.MinScale * t.Deviation)], ScalarType.Float64);
        Tensor y = schema.TargetValues(table.Select(TrainingRows(fold)));
        GaussianMixture density = KernelDensity.Fit(y, minBandwidth);
        return Losses(fold, (int)density.Components, piece => (GaussianMixture)density.expand(new Size(piece.Rows)));
    }

    private List<double> Linear(int[] fold)
    {
        using var scope = NewDisposeScope();
        var pieces = TrainingRows(fold).Chunk(RowsPerPiece(schema.Width)).Select(rows =>
        {
            cancellation.ThrowIfCancellationRequested();
            Table piece = table.Select(rows);
            return (schema.EncodeInputs(piece), schema.TargetValues(piece));
        });
        var regression = new LinearGaussian(pieces);
        return Losses(fold, schema.Width, piece => regression.Predict(schema.EncodeInputs(piece)));
    }

    /// <summary>The negative log-likelihoods of some rows, in nats.</summary>
    private List<double> Losses(int[] rows, int numbersPerRow, Func<Table, GaussianMixture> predict)
    {
        List<double> losses = [];
        ForEachPiece(rows, numbersPerRow, piece =>
        {
            Tensor logDensities = predict(piece).log_prob(schema.TargetValues(piece));
            losses.AddRange((-logDensities).data<double>().ToArray());
        });
        return losses;
    }

    private void ForEachPiece(int[] rows, int numbersPerRow, Action<Table> action)
    {
        using var noGrad = no_grad();
        foreach (int[] chunk in rows.Chunk(RowsPerPiece(numbersPerRow)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            action(table.Select(chunk));
        }
    }

    private int[] TrainingRows(int[] fold) => [.. Enumerable.Range(0, table.Rows).Except(fold)];

    private static int RowsPerPiece(int numbersPerRow) => Math.Clamp(MaxNumbers / numbersPerRow, 1, MaxRows);
}
