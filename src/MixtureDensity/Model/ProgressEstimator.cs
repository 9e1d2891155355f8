namespace MixtureDensity;

/// <summary>Estimates and reports the fraction of a fit that is done, by the expected cost of all trainings.</summary>
/// <remarks>
/// Early stopping makes the number of steps unknown. A network is expected to improve for as long again as it did so
/// far, and one that has not started for as long as the others of its candidate.
/// </remarks>
internal sealed class ProgressEstimator
{
    // The fraction of the schedule after which a losing candidate is typically eliminated.
    private const double LoserFraction = 0.125;

    // The initial estimate for small tables, which overfit early.
    private const double SmallTableFraction = 0.5;
    private const int SmallRows = 5000;

    private readonly Lock _gate = new();
    private readonly List<FoldRun> _runs = [];
    private readonly ModelOptions _options;
    private readonly int _rows;
    private readonly int _refits;
    private readonly IProgress<ModelProgress>? _progress;
    private readonly double[] _refitFractions;
    private double _spent;
    private double _scored;
    private double _shown;
    private bool _isRefitting;
    private string _architecture = "";
    private double _loss = double.NaN;

    /// <param name="options">The options of the model.</param>
    /// <param name="rows">The number of rows of the table.</param>
    /// <param name="refits">The number of refits.</param>
    /// <param name="progress">Receives the reports.</param>
    public ProgressEstimator(ModelOptions options, int rows, int refits, IProgress<ModelProgress>? progress)
    {
        (_options, _rows, _refits, _progress) = (options, rows, refits, progress);
        _refitFractions = new double[refits];
    }

    /// <summary>Adds trainings that start.</summary>
    public void Add(IEnumerable<FoldRun> runs)
    {
        lock (_gate)
            _runs.AddRange(runs);
    }

    /// <summary>Removes the trainings of an eliminated candidate.</summary>
    public void Remove(CrossValidation candidate)
    {
        lock (_gate)
        {
            _spent += _runs.Where(r => r.Candidate == candidate).Sum(r => r.Fraction * TrainingCost(candidate));
            _runs.RemoveAll(r => r.Candidate == candidate);
        }
    }

    /// <summary>Reports an evaluation.</summary>
    public void Report(FoldRun run)
    {
        if (_progress is null)
            return;
        lock (_gate)
        {
            double loss = _runs.Where(r => r.Candidate == run.Candidate && double.IsFinite(r.BestLoss))
                .Average(r => r.BestLoss);
            (_architecture, _loss) = (run.Candidate.Name, loss);
            Report();
        }
    }

    /// <summary>Reports the fraction of a refit that is done.</summary>
    public void ReportRefit(CrossValidation candidate, int number, double fraction)
    {
        lock (_gate)
        {
            (_isRefitting, _architecture, _refitFractions[number]) = (true, candidate.Name, fraction);
            Report();
        }
    }

    /// <summary>Reports the fraction of the scoring that is done.</summary>
    public void ReportScoring(double fraction)
    {
        lock (_gate)
        {
            (_isRefitting, _scored) = (true, fraction);
            Report();
        }
    }

    private void Report()
    {
        if (_progress is null || _runs.Count == 0)
            return;
        // The current leader is assumed to win.
        CrossValidation leader = _runs.GroupBy(r => r.Candidate).MinBy(g => g.Average(r => r.BestLoss))!.Key;
        FoldRun[] own = [.. _runs.Where(r => r.Candidate == leader)];
        double known = own.Average(r => r.ExpectedFraction(_options.Training.PatienceFraction));
        double expected = own.Any(r => r.IsDone)
            ? own.Where(r => r.IsDone).Average(r => r.Fraction)
            : Math.Max(known, _rows > SmallRows ? 1 : SmallTableFraction);
        double cost = TrainingCost(leader);
        double done = _spent + _runs.Sum(r => r.Fraction * TrainingCost(r.Candidate));
        // Other candidates are expected to train to the next rung.
        double total = _spent
            + own.Sum(r => (r.IsDone ? r.Fraction : Math.Max(expected, r.Fraction)) * cost)
            + (_options.Folds - own.Length) * expected * cost
            + _runs.Where(r => r.Candidate != leader).Sum(r => TrainingCost(r.Candidate)
                * (r.IsDone ? r.Fraction : Math.Clamp(2 * r.Fraction, LoserFraction, 1)));
        double refitCost = cost * (_isRefitting
            ? leader.RefitFraction(_options) : Math.Max(0.1, expected - _options.Training.PatienceFraction));
        double scoringCost = ScoringCost(leader);
        done += _refitFractions.Sum() * refitCost + _scored * scoringCost;
        total += _refits * refitCost + scoringCost;
        _shown = Math.Max(_shown, Math.Min(done / total, 1));
        _progress.Report(new ModelProgress(_shown, _architecture, _loss));
    }

    // In steps of the default batch size.
    private double TrainingCost(CrossValidation candidate)
    {
        TrainingOptions training = candidate.Training(_options);
        return training.StepsFor(_rows) * candidate.StepCost
            * training.BatchSizeFor(_rows) / _options.Training.BatchSizeFor(_rows);
    }

    // A forward pass of all rows and the scores of their distributions; constants as measured.
    private double ScoringCost(CrossValidation candidate) =>
        _rows * (candidate.WeightsPerNetwork / 3.0 + 4e4) / _options.Training.BatchSizeFor(_rows);
}
