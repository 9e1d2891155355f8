using System.Diagnostics;
using System.Reflection;
using TorchSharp;

namespace MixtureDensity;

/// <summary>The steps of <see cref="ModelTrainer.Fit"/>.</summary>
internal sealed class EnsembleFit
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ModelOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<Outliers> _outliers;
    private readonly Table _table;
    private readonly TableSchema _schema; // without bins, and without a transform
    private readonly double[]? _weights;
    private readonly int _refits;
    private readonly CrossValidation[] _candidates;
    private readonly Folds _folds;
    private readonly ProgressEstimator _progress;

    /// <summary>Finds out what the columns are like, and prepares the candidates and the folds.</summary>
    /// <inheritdoc cref="ModelTrainer.Fit"/>
    public EnsembleFit(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options,
        IProgress<ModelProgress>? progress, CancellationToken cancellation)
    {
        (_options, _cancellation) = (options, cancellation);
        _outliers = options.ClipsOutliers ? Outliers.Find(table, inputs.Concat(targets)) : [];
        _table = Outliers.Clip(table, _outliers.Where(o => targets.Contains(o.Column)));
        _schema = TableSchema.Fit(
            _table, inputs, targets, options.FindObservation, options.Lower, options.Upper, _outliers);
        _weights = RowWeights.Read(_table, options.WeightColumn);
        _refits = options.RefitsFor(_table.Rows);
        _candidates = [.. Transformed().SelectMany(Candidates)];
        long networks = (long)options.Folds + _refits;
        foreach (CrossValidation candidate in _candidates)
            ModelFile.CheckSize(networks, networks * candidate.WeightsPerNetwork);
        _folds = Folds.Split(_table, inputs, targets, options);
        _progress = new ProgressEstimator(options, _table.Rows, _refits, progress, TimeProvider.System);
    }

    /// <summary>Selects a candidate, adds refits to it, and scores it. An interrupted fit skips the scores.</summary>
    public ModelFit Run()
    {
        CrossValidation? best = null;
        ModelFit? result = null;
        try
        {
            // Frees what the search for outliers, grids and bins left behind.
            FreeMemory();
            best = new SuccessiveHalving(_folds.Each, _options, _progress, _cancellation).Run(_candidates);
            // Frees the optimizers' large arrays before refits need such, and before the scoring needs memory.
            FreeMemory();
            Refit(best);
            best.FreeGradients();
            FreeMemory();
            return result = Scored(best);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested && best is not null)
        {
            return result = Unscored(best, new Estimate(best.OutOfFoldLoss, double.NaN));
        }
        finally
        {
            foreach (CrossValidation other in _candidates.Where(c => c != best || result is null))
                other.Dispose();
        }
    }

    /// <summary>The schemas of the scales on which the target is modelled.</summary>
    private TableSchema[] Transformed() => _options.Transform switch
    {
        TargetTransform.None => [_schema],
        TargetTransform.Log => [_schema.WithLogarithm(_table, isRequired: true)!],
        _ => _schema.WithLogarithm(_table, isRequired: false) is { } logarithmic ? [_schema, logarithmic] : [_schema],
    };

    private IEnumerable<CrossValidation> Candidates(TableSchema withoutBins)
    {
        IRowSource<float> y = CrossValidation.TargetsOf(withoutBins, _table);
        foreach (Architecture architecture in _options.ArchitecturesFor(_table.Rows))
        {
            TableSchema schema = withoutBins.WithBins(_table, architecture.Bins);
            var x = new EncodedTable(schema, _table);
            foreach (int components in new[] { _options.Components, 1 }.Distinct())
                yield return new CrossValidation(architecture, components, schema, x, y, _weights);
        }
    }

    /// <summary>
    /// Adds refits to the selected candidate, except those that diverge or are cancelled. Each of the first leaves out
    /// a fold of other folds.
    /// </summary>
    private void Refit(CrossValidation best)
    {
        IReadOnlyList<Fold> others = _folds.Repeated;
        var networks = new MixtureDensityNetwork?[_refits];
        int[] numbers = [.. Enumerable.Range(0, _refits)];
        ParallelWork.ForEach(numbers, number =>
        {
            if (_cancellation.IsCancellationRequested)
                return;
            try
            {
                if (number < others.Count)
                    best.RefitWithout(_options, number, others[number], Report, _cancellation);
                else
                    networks[number] = best.Refit(_options, number, Report, _cancellation);
            }
            catch (DivergenceException)
            {
                // The model works without it.
            }
            // It may have stopped early.
            Report(1);

            void Report(double fraction) => _progress.ReportRefit(best, number, fraction);
        });
        best.Add(networks.OfType<MixtureDensityNetwork>());
    }

    /// <summary>The model, calibrated and narrowed, with its scores and those of the baselines.</summary>
    private ModelFit Scored(CrossValidation best)
    {
        _progress.ReportScoring(0);
        var scorer = new OutOfFoldScorer(_table, _schema, _folds, _weights, _cancellation);
        var (evaluation, calibration, findings) = scorer.Evaluate(best, _progress.ReportScoring);
        CrossValidation? gaussian = best.Components == 1 ? best
            : _candidates.Where(c => c.Components == 1 && c.Folds.Any())
                .OrderByDescending(c => c.Folds.Count()).ThenBy(c => c.OutOfFoldLoss).FirstOrDefault();
        Baseline[] baselines = [.. scorer.Baselines(gaussian, _progress.ReportScoring)];
        _cancellation.ThrowIfCancellationRequested();
        double logScale = EnsembleScale.Fit(best, _table, _weights);
        foreach (MixtureDensityNetwork network in best.Networks)
            network.ScaleBy(logScale);
        ModelFit fit = Unscored(best, evaluation.NegativeLogLikelihood) with
        {
            OutOfFold = evaluation,
            Baselines = baselines,
            Findings = findings,
            Uncovered = [.. FoldCoverage.Count(_table, _schema, _folds.Each)
                .Where(u => u.Input.Name != _options.TimeColumn)],
        };
        fit.Model.Calibration = calibration;
        _progress.ReportScoring(1);
        return fit;
    }

    private ModelFit Unscored(CrossValidation best, Estimate loss)
    {
        var summary = new TrainingSummary(
            _table.Rows, _options.Seed, loss, _cancellation.IsCancellationRequested, Versions())
        {
            WeightColumn = _options.WeightColumn,
        };
        return new ModelFit(
            new DensityModel(best.Schema, [.. best.Networks], summary), best.Name, OutOfFold: null, _folds.Scheme,
            Baselines: [], best.Curves, _watch.Elapsed)
        {
            Outliers = _outliers,
        };
    }

    private static void FreeMemory() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);

    private static Dictionary<string, string> Versions() => new()
    {
        ["MixtureDensity"] = Version(typeof(ModelTrainer)),
        ["TorchSharp"] = Version(typeof(torch)),
    };

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
