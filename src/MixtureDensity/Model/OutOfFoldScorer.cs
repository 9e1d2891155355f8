using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Scores out-of-fold rows: of every model those that it was fitted without.</summary>
/// <remarks>
/// On one thread, for the arithmetic of tensors with plain numbers is not safe on several (docs/architecture.md,
/// hazards).
/// </remarks>
/// <param name="table">The rows.</param>
/// <param name="schema">The columns, without bins.</param>
/// <param name="folds">The rows of each fold.</param>
/// <param name="cancellation">Stops the scoring.</param>
internal sealed class OutOfFoldScorer(Table table, TableSchema schema, int[][] folds, CancellationToken cancellation)
{
    // At most so many numbers at once, in at most so many rows.
    private const int MaxNumbers = 1 << 18;
    private const int MaxRows = 4096;

    // What the networks take of the time; the rest is the baselines'.
    private const double PartOfNetworks = 0.5;

    /// <summary>The scores of fold networks.</summary>
    /// <param name="networks">The architecture.</param>
    /// <param name="progress">Receives the part of all scoring that is done, now and then.</param>
    public Evaluation Evaluate(CrossValidation networks, Action<double> progress)
    {
        var evaluator = new Evaluator([.. schema.Targets.Select(t => t.Name)]);
        int done = 0;
        foreach (FoldNetwork fold in networks.Folds)
        {
            using var forward = new EnsembleForward(networks.Schema, [fold.Network]);
            ForEachPiece(fold.Validation, networks.Components, piece =>
            {
                evaluator.Add(forward.Run(piece).ToTensorsFromOrigins(), schema.TargetsFromOrigins(piece));
                progress(PartOfNetworks * (done += piece.Rows) / table.Rows);
            });
        }
        return evaluator.Result();
    }

    /// <summary>The scores of simpler models.</summary>
    /// <param name="gaussian">The best architecture with one Gaussian, if there is one.</param>
    /// <param name="progress">Receives the part of all scoring that is done, now and then.</param>
    public IEnumerable<Baseline> Baselines(CrossValidation? gaussian, Action<double> progress)
    {
        List<double> marginal = [];
        foreach (int[] fold in folds)
        {
            marginal.AddRange(Marginal(fold));
            progress(PartOfNetworks + (0.9 - PartOfNetworks) * marginal.Count / table.Rows);
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

    private List<double> Losses(CrossValidation networks, FoldNetwork fold)
    {
        using var forward = new EnsembleForward(networks.Schema, [fold.Network]);
        return Losses(fold.Validation, networks.Components, piece => forward.Run(piece).ToTensorsFromOrigins());
    }

    private List<double> Marginal(int[] fold)
    {
        using var scope = NewDisposeScope();
        Tensor minBandwidth = tensor([.. schema.Targets.Select(t => t.MinScale * t.Deviation)], ScalarType.Float64);
        GaussianMixture density = KernelDensity.Fit(schema.TargetsFromOrigins(table.Select(Rest(fold))), minBandwidth);
        return Losses(fold, (int)density.Components, piece => (GaussianMixture)density.expand(new Size(piece.Rows)));
    }

    private List<double> Linear(int[] fold)
    {
        using var scope = NewDisposeScope();
        int[] rest = Rest(fold);
        var pieces = rest.Chunk(RowsAtOnce(schema.Width)).Select(rows =>
        {
            cancellation.ThrowIfCancellationRequested();
            Table piece = table.Select(rows);
            return (schema.EncodeInputs(piece), schema.TargetsFromOrigins(piece));
        });
        var regression = new LinearGaussian(pieces);
        return Losses(fold, schema.Width, piece => regression.Predict(schema.EncodeInputs(piece)));
    }

    /// <summary>The negative log-likelihoods of some rows, in nats.</summary>
    private List<double> Losses(int[] rows, int numbersOfRow, Func<Table, GaussianMixture> predict)
    {
        List<double> losses = [];
        ForEachPiece(rows, numbersOfRow, piece =>
        {
            Tensor logDensities = predict(piece).log_prob(schema.TargetsFromOrigins(piece));
            losses.AddRange((-logDensities).data<double>().ToArray());
        });
        return losses;
    }

    private void ForEachPiece(int[] rows, int numbersOfRow, Action<Table> action)
    {
        using var noGrad = no_grad();
        foreach (int[] some in rows.Chunk(RowsAtOnce(numbersOfRow)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            action(table.Select(some));
        }
    }

    private int[] Rest(int[] fold) => [.. Enumerable.Range(0, table.Rows).Except(fold)];

    private static int RowsAtOnce(int numbersOfRow) => Math.Clamp(MaxNumbers / numbersOfRow, 1, MaxRows);
}
