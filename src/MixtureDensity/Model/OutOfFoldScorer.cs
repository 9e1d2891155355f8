using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Scores models on out-of-fold rows.</summary>
/// <param name="table">The rows.</param>
/// <param name="schema">The columns, without bins.</param>
/// <param name="folds">The rows of each fold.</param>
/// <param name="cancellation">Stops the scoring.</param>
internal sealed class OutOfFoldScorer(Table table, TableSchema schema, IReadOnlyList<Fold> folds,
    CancellationToken cancellation)
{
    // The size of a piece is limited in numbers and in rows.
    private const int MaxNumbers = 1 << 18;
    private const int MaxRows = 4096;

    private readonly int _rows = folds.Sum(f => f.Validation.Length);

    // The fraction of the time that the networks take; the rest is for the baselines.
    private const double NetworkFraction = 0.5;

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
                evaluator.Add(forward.Run(piece), schema.TargetsOf(piece, fromOrigins: false));
                progress(NetworkFraction * (done += piece.Rows) / _rows);
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
        foreach (Fold fold in folds)
        {
            marginal.AddRange(Marginal(fold));
            progress(NetworkFraction + (0.9 - NetworkFraction) * marginal.Count / _rows);
        }
        yield return new Baseline("marginal distribution", Estimate.From(marginal));
        yield return new Baseline("linear regression", Estimate.From([.. folds.SelectMany(Linear)]));
        if (gaussian is not null)
        {
            string stopped = gaussian.Folds.Count() < folds.Count ? ", stopped early" : "";
            yield return new Baseline($"heteroscedastic Gaussian networks{stopped}",
                Estimate.From([.. gaussian.Folds.SelectMany(f => Losses(gaussian, f))]));
        }
        progress(1);
    }

    private List<double> Losses(CrossValidation networks, FoldNetwork fold)
    {
        using var forward = new EnsembleForward(networks.Schema, [fold.Network]);
        return Losses(fold.Validation, networks.Components, forward.Run, fromOrigins: false);
    }

    private List<double> Marginal(Fold fold)
    {
        using var scope = NewDisposeScope();
        Tensor minBandwidth = tensor([.. schema.Targets.Select(t => t.MinScale * t.Deviation)], ScalarType.Float64);
        double[][] targets = schema.TargetsOf(table, fromOrigins: true);
        Tensor y = stack([.. targets.Select(values => tensor([.. fold.Training.Select(row => values[row])]))], 1);
        MixtureBatch density = KernelDensity.Fit(y, minBandwidth).ToBatch();
        var losses = new double[fold.Validation.Length];
        ScalarMixture? marginal = targets.Length == 1 ? density.Marginal(0) : null;
        Parallel.For(0, losses.Length, i =>
        {
            int row = fold.Validation[i];
            losses[i] = -(marginal?.LogDensity(targets[0][row])
                ?? density.LogDensity(0, [.. targets.Select(v => v[row])]));
        });
        cancellation.ThrowIfCancellationRequested();
        return [.. losses];
    }

    private List<double> Linear(Fold fold)
    {
        using var scope = NewDisposeScope();
        var pieces = fold.Training.Chunk(RowsAtOnce(schema.Width)).Select(rows =>
        {
            cancellation.ThrowIfCancellationRequested();
            Table piece = table.Select(rows);
            return (schema.EncodeInputs(piece), schema.TargetsFromOrigins(piece));
        });
        var regression = new LinearGaussian(pieces);
        return Losses(fold.Validation, schema.Width, piece => regression.Predict(schema.EncodeInputs(piece)).ToBatch(),
            fromOrigins: true);
    }

    /// <summary>The negative log-likelihoods of some rows, in nats.</summary>
    private List<double> Losses(
        int[] rows, int numbersOfRow, Func<Table, MixtureBatch> predict, bool fromOrigins)
    {
        List<double> losses = [];
        ForEachPiece(rows, numbersOfRow, piece =>
        {
            MixtureBatch batch = predict(piece);
            double[][] targets = schema.TargetsOf(piece, fromOrigins);
            losses.AddRange(Enumerable.Range(0, batch.Count)
                .Select(row => -batch.LogDensity(row, [.. targets.Select(values => values[row])])));
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

    private static int RowsAtOnce(int numbersOfRow) => Math.Clamp(MaxNumbers / numbersOfRow, 1, MaxRows);
}
