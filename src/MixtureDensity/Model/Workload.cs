namespace MixtureDensity;

/// <summary>How much of a fit is done: what was taken of every network's steps, over what is expected of all.</summary>
/// <remarks>
/// How long a network gets better shows only in time. It is expected to go on for as long again as it did until now,
/// and one that
/// has not begun for as long as the others of its kind.
/// </remarks>
internal sealed class Workload
{
    // Who lies behind in a race is dropped about here.
    private const double PartOfLosers = 0.125;

    // Before anything is known: small tables are soon learnt by heart.
    private const double PartOfSmall = 0.5;
    private const int SmallRows = 5000;

    private readonly Lock _gate = new();
    private readonly List<FoldRun> _runs = [];
    private readonly ModelOptions _options;
    private readonly int _rows;
    private readonly int _refits;
    private readonly IProgress<ModelProgress>? _progress;
    private readonly double _logDeviations;
    private readonly double[] _partsOfRefits;
    private double _spent;
    private double _scored;
    private double _shown;
    private bool _isRefitting;
    private string _kind = "";
    private double _loss = double.NaN;

    /// <param name="options">What the networks are.</param>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="refits">How many networks learn from all rows in the end.</param>
    /// <param name="logDeviations">By how much a loss in the targets' own units is above one in standardised
    /// ones.</param>
    /// <param name="progress">Who is told.</param>
    public Workload(ModelOptions options, int rows, int refits, double logDeviations,
        IProgress<ModelProgress>? progress)
    {
        (_options, _rows, _refits, _logDeviations, _progress) = (options, rows, refits, logDeviations, progress);
        _partsOfRefits = new double[refits];
    }

    /// <summary>Takes in networks whose fits begin.</summary>
    public void Add(IEnumerable<FoldRun> runs)
    {
        lock (_gate)
            _runs.AddRange(runs);
    }

    /// <summary>Leaves out the fits of a candidate that is dropped.</summary>
    public void Remove(CrossValidation candidate)
    {
        lock (_gate)
        {
            _spent += _runs.Where(r => r.Architecture == candidate).Sum(r => r.Part * CostOfFit(candidate));
            _runs.RemoveAll(r => r.Architecture == candidate);
        }
    }

    /// <summary>Tells of an evaluation.</summary>
    public void Report(FoldRun run)
    {
        if (_progress is null)
            return;
        lock (_gate)
        {
            FoldRun[] own = [.. _runs.Where(r => r.Architecture == run.Architecture && double.IsFinite(r.BestLoss))];
            (_kind, _loss) = (run.Architecture.Name, own.Average(r => r.BestLoss) + _logDeviations);
            Show();
        }
    }

    /// <summary>Tells how far a network on all rows is.</summary>
    public void ReportRefit(CrossValidation candidate, int number, double part)
    {
        lock (_gate)
        {
            (_isRefitting, _kind, _partsOfRefits[number]) = (true, candidate.Name, part);
            Show();
        }
    }

    /// <summary>Tells how much of the scoring is done.</summary>
    public void ReportScoring(double part)
    {
        lock (_gate)
        {
            (_isRefitting, _scored) = (true, part);
            Show();
        }
    }

    private void Show()
    {
        if (_progress is null || _runs.Count == 0)
            return;
        // In a race the leader goes to its end.
        CrossValidation[] left = [.. _runs.Select(r => r.Architecture).Distinct()];
        CrossValidation leader = left.MinBy(c => _runs.Where(r => r.Architecture == c).Average(r => r.BestLoss))!;
        FoldRun[] own = [.. _runs.Where(r => r.Architecture == leader)];
        double known = own.Average(r => r.ExpectedPart(_options.Training.PatienceFraction));
        double usual = _rows > SmallRows ? 1 : PartOfSmall;
        double expected = own.Any(r => r.IsDone) ? own.Where(r => r.IsDone).Average(r => r.Part)
            : Math.Max(known, usual);
        double cost = CostOfFit(leader);
        double done = _spent + _runs.Sum(r => r.Part * CostOfFit(r.Architecture));
        double all = _spent
            + own.Sum(r => (r.IsDone ? r.Part : Math.Max(expected, r.Part)) * cost)
            + (_options.Folds - own.Length) * expected * cost
            // Who is not dropped yet goes on to the next halt.
            + _runs.Where(r => r.Architecture != leader)
                .Sum(r => (r.IsDone ? r.Part : Math.Clamp(2 * r.Part, PartOfLosers, 1)) * CostOfFit(r.Architecture));
        double refit = (_isRefitting ? leader.PartOfRefits(_options)
            : Math.Max(0.1, expected - _options.Training.PatienceFraction)) * cost;
        double scoring = CostOfScoring(leader);
        done += _partsOfRefits.Sum() * refit + _scored * scoring;
        all += _refits * refit + scoring;
        _shown = Math.Max(_shown, Math.Min(done / all, 1));
        _progress.Report(new ModelProgress(_shown, _kind, _loss));
    }

    private double CostOfFit(CrossValidation candidate) => _options.Training.StepsFor(_rows) * candidate.CostOfStep;

    // A forward pass of all rows, and what is asked of each of their distributions: as measured, of one thread.
    private double CostOfScoring(CrossValidation candidate) =>
        _rows * (candidate.WeightsOfNetwork / 3.0 + 1e6) / _options.Training.BatchSizeFor(_rows);
}
