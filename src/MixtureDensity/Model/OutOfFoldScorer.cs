using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Scores models on out-of-fold rows.</summary>
/// <param name="table">The rows.</param>
/// <param name="schema">The columns, without bins.</param>
/// <param name="folds">The folds.</param>
/// <param name="weights">The weight of each row, with a mean of 1; null if all count the same.</param>
/// <param name="cancellation">Stops the scoring.</param>
internal sealed class OutOfFoldScorer(
    Table table, TableSchema schema, Folds folds, double[]? weights, CancellationToken cancellation)
{
    // The size of a piece is limited in numbers and in rows.
    private const int MaxNumbers = 1 << 18;
    private const int MaxRows = 1024;

    // Fewer that are no point masses have no spread.
    private const int MinRows = 2;

    // The fractions of the time after which a part of the scoring is done; what is left is for what follows.
    private const double AfterNetworks = 0.3;
    private const double AfterMarginal = 0.7;
    private const double AfterLinear = 0.8;
    private const double AfterBaselines = 0.9;

    private readonly double[] _firstTarget = schema.Targets[0].ValuesIn(table);
    private readonly int _rows = folds.Each.Sum(f => f.Validation.Length);
    private readonly Dictionary<int, double[]> _losses = []; // of the model, by fold

    /// <summary>Scores the fold networks of a candidate.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="progress">Receives the completed fraction of all scoring from time to time.</param>
    /// <returns>The scores, and of the same rows the conformity scores and what a single target shows.</returns>
    public (Evaluation Scores, ConformalCalibration Calibration, TargetFindings? Findings) Evaluate(
        CrossValidation candidate, Action<double> progress)
    {
        SpillMeter? spill = candidate.Schema.SingleObservation is { } observation
            ? new(observation, _firstTarget) : null;
        var calibrator = new Calibrator(schema.Targets.Count);
        var evaluator = new Evaluator([.. schema.Targets.Select(t => t.Name)]);
        int done = 0;
        foreach (FoldNetwork fold in candidate.Folds)
        {
            var forward = new EnsembleForward(candidate.Schema, [fold.Network]);
            int before = evaluator.NegativeLogLikelihoods.Count;
            ForEachPiece(fold.Validation.Rows, candidate.Components, (rows, piece) =>
            {
                MixtureBatch predictions = forward.Run(piece);
                double[][] observed = schema.TargetColumns(piece);
                evaluator.Add(predictions, observed, WeightsOf(rows));
                calibrator.Add(predictions, observed, WeightsOf(rows));
                spill?.Add(predictions, WeightsOf(rows));
                progress(AfterNetworks * (done += piece.Rows) / _rows);
            });
            _losses[fold.Fold] = [.. evaluator.NegativeLogLikelihoods.Skip(before)];
        }
        Evaluation scores = evaluator.Result(GroupsOf(candidate.Folds.SelectMany(f => f.Validation.Rows)));
        return (scores, calibrator.Result(CalibrationSource.OutOfFold), spill?.Result());
    }

    /// <summary>Scores the baselines, after the model.</summary>
    /// <param name="gaussian">The best candidate with a single component, if there is one.</param>
    /// <param name="progress">Receives the completed fraction of all scoring from time to time.</param>
    public IEnumerable<Baseline> Baselines(CrossValidation? gaussian, Action<double> progress)
    {
        int done = 0;
        yield return Compare(Baseline.Marginal, folds.Each.Select((fold, i) =>
        {
            List<double> losses = Marginal(fold);
            progress(AfterNetworks + (AfterMarginal - AfterNetworks) * (done += losses.Count) / _rows);
            return (i, losses);
        }));
        yield return Compare("linear regression", folds.Each.Select((fold, i) => (i, Linear(fold))));
        progress(AfterLinear);
        if (gaussian is not null)
        {
            int scored = gaussian.Folds.Count();
            string some = scored < folds.Each.Count ? $" ({scored} of {folds.Each.Count} folds)" : "";
            yield return Compare($"heteroscedastic Gaussian networks{some}",
                gaussian.Folds.Select(f => (f.Fold, Losses(gaussian, f))));
        }
        progress(AfterBaselines);
    }

    private Baseline Compare(string name, IEnumerable<(int Fold, List<double> Losses)> scored)
    {
        List<double> losses = [], differences = [];
        List<int> rows = [];
        foreach (var (fold, each) in scored)
        {
            losses.AddRange(each);
            differences.AddRange(each.Zip(_losses[fold], (loss, ofModel) => loss - ofModel));
            rows.AddRange(folds.Each[fold].Validation);
        }
        double[]? own = WeightsOf(rows);
        int[]? groups = GroupsOf(rows);
        return new Baseline(name, Estimate.From(losses, own, groups), Estimate.From(differences, own, groups));
    }

    private int[]? GroupsOf(IEnumerable<int> rows) =>
        folds.Groups is { } groups ? [.. rows.Select(row => groups[row])] : null;

    private double[]? WeightsOf(IEnumerable<int> rows) =>
        weights is null ? null : [.. rows.Select(row => weights[row])];

    private List<double> Losses(CrossValidation candidate, FoldNetwork fold)
    {
        var forward = new EnsembleForward(candidate.Schema, [fold.Network]);
        return Losses(fold.Validation.Rows, candidate.Components, forward.Run);
    }

    private List<double> Marginal(Fold fold)
    {
        using var scope = NewDisposeScope();
        Tensor minBandwidth =
            tensor([.. schema.Targets.Select(t => t.MinScale * t.Deviation)], ScalarType.Float64, CPU);
        var targetsAlone = new Table([.. schema.Targets.Select(t => table[t.Name])]);
        int[] rows = WithoutMasses(fold.Training);
        GaussianMixture kernels = rows.Length < MinRows ? Scaling() : KernelDensity.Fit(
            Columns(schema.TargetsFromOrigins(targetsAlone.Select(rows))), minBandwidth, WeightsOf(rows));
        MixtureBatch density = Observed(kernels, fold);
        ScalarDistribution? marginal = density.Targets == 1 ? density.Marginal(0) : null;
        double[][] targets = schema.TargetColumns(table);
        var losses = new double[fold.Validation.Length];
        Parallel.For(0, losses.Length, i =>
        {
            double[] row = [.. targets.Select(values => values[fold.Validation[i]])];
            losses[i] = -(marginal?.LogDensity(row[0]) ?? density.LogDensity(0, row));
        });
        cancellation.ThrowIfCancellationRequested();
        return [.. losses];
    }

    private List<double> Linear(Fold fold)
    {
        using var scope = NewDisposeScope();
        int[] training = WithoutMasses(fold.Training);
        if (training.Length < MinRows)
            return Losses(fold.Validation, schema.Width, piece => Observed(Scaling(piece.Rows), fold));
        double meanWeight = WeightOf(training) / training.Length;
        var regression = new LinearGaussian(Chunks(training, schema.Width).Select(rows =>
        {
            Table piece = Piece(rows);
            Tensor? own = WeightsOf(rows) is { } some ? Columns([[.. some.Select(w => w / meanWeight)]]) : null;
            return (schema.EncodeInputs(piece), Columns(schema.TargetsFromOrigins(piece)), own);
        }));
        return Losses(
            fold.Validation, schema.Width, piece => Observed(regression.Predict(schema.EncodeInputs(piece)), fold));
    }

    /// <summary>
    /// A Gaussian as wide as the targets are in all rows, for a fold whose training rows are all point masses.
    /// </summary>
    private GaussianMixture Scaling(params long[] batch)
    {
        Tensor Of(Func<TargetScaling, double> value) =>
            tensor([.. schema.Targets.Select(value)], ScalarType.Float64, CPU).expand([.. batch, 1, -1]);
        return GaussianMixture.Diagonal(
            zeros([.. batch, 1], ScalarType.Float64, CPU), Of(t => t.Mean), Of(t => t.Deviation));
    }

    /// <summary>
    /// The distributions of a baseline as its targets are observed, with the point masses of the training rows.
    /// </summary>
    /// <param name="latent">Those of values that are no point masses, counted from the origins.</param>
    /// <param name="fold">The fold.</param>
    private MixtureBatch Observed(GaussianMixture latent, Fold fold)
    {
        MixtureBatch mixtures = latent.ToBatch();
        IReadOnlyList<double> values = schema.SingleObservation?.PointMasses ?? [];
        double total = WeightOf(fold.Training) + 0.5 * (values.Count + 1);
        double[] masses = [.. values.Select(ShareOf)];
        return mixtures.AsObserved([.. schema.Targets.Select(t => t.Origin)], schema.SingleObservation, masses);

        // Half a row more for each, and for all other values, so that none is impossible.
        double ShareOf(double value) =>
            (WeightOf(fold.Training.Where(row => _firstTarget[row] == value)) + 0.5) / total;
    }

    private double WeightOf(IEnumerable<int> rows) => rows.Sum(row => weights?[row] ?? 1);

    private int[] WithoutMasses(int[] rows) =>
        schema.SingleObservation is { PointMasses.Count: > 0 } observation
            ? [.. rows.Where(row => observation.MassAt(_firstTarget[row]) < 0)] : rows;

    /// <summary>The negative log-likelihoods of some rows, in nats.</summary>
    private List<double> Losses(int[] rows, int numbersPerRow, Func<Table, MixtureBatch> predict)
    {
        List<double> losses = [];
        ForEachPiece(rows, numbersPerRow, (_, piece) =>
        {
            MixtureBatch batch = predict(piece);
            double[][] targets = schema.TargetColumns(piece);
            losses.AddRange(Enumerable.Range(0, batch.Count)
                .Select(row => -batch.LogDensity(row, [.. targets.Select(values => values[row])])));
        });
        return losses;
    }

    private void ForEachPiece(int[] rows, int numbersPerRow, Action<int[], Table> action)
    {
        using var noGrad = no_grad();
        foreach (int[] chunk in Chunks(rows, numbersPerRow))
        {
            using var scope = NewDisposeScope();
            action(chunk, Piece(chunk));
        }
    }

    private Table Piece(int[] rows)
    {
        cancellation.ThrowIfCancellationRequested();
        // Frees the memory of the last piece before this one needs some.
        GC.Collect(generation: 0);
        return table.Select(rows);
    }

    private static IEnumerable<int[]> Chunks(int[] rows, int numbersPerRow) =>
        rows.Chunk(Math.Clamp(MaxNumbers / numbersPerRow, 1, MaxRows));

    private static Tensor Columns(IEnumerable<double[]> columns) =>
        stack([.. columns.Select(values => tensor(values, ScalarType.Float64, CPU))], 1);
}
