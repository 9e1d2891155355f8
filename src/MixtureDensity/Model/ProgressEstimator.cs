namespace MixtureDensity;

/// <summary>Estimates and reports the fraction of a fit that is done, and the time left.</summary>
/// <remarks>
/// The remaining training is that of <see cref="RaceForecast"/>, at the measured pace of each candidate. The time of
/// the scoring is known from other fits, at the speed of this machine, and measured as it goes.
/// </remarks>
internal sealed class ProgressEstimator
{
    // Seconds for a row and a weight of a training, on one core of the machine on which scoring was measured.
    private const double ReferencePace = 6e-11;

    // A part that never falls must not rise by a guess.
    private const double MaxUnknown = 0.1;

    private readonly Lock _gate = new();
    private readonly List<IRacer> _racers = [];
    private readonly Dictionary<IRacer, (long Time, double Cost, bool IsWarm)> _last = [];
    private readonly Dictionary<CrossValidation, Pace> _paces = [];
    private readonly RaceForecast _forecast;
    private readonly int _rows;
    private readonly IProgress<ModelProgress>? _progress;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly double[] _refits;
    private CrossValidation? _winner;
    private long? _scoringStart;
    private double _scored;
    private double _shown;
    private string _architecture = "";
    private double _loss = double.NaN;

    /// <param name="options">The options of the model.</param>
    /// <param name="rows">The number of rows of the table.</param>
    /// <param name="refits">The number of refits.</param>
    /// <param name="progress">Receives the reports.</param>
    /// <param name="clock">Measures the time.</param>
    public ProgressEstimator(
        ModelOptions options, int rows, int refits, IProgress<ModelProgress>? progress, TimeProvider clock)
    {
        (_rows, _progress, _clock) = (rows, progress, clock);
        (_forecast, _refits, _start) = (new RaceForecast(options, rows), new double[refits], clock.GetTimestamp());
    }

    /// <summary>Adds networks that start.</summary>
    public void Add(IEnumerable<IRacer> racers)
    {
        lock (_gate)
            _racers.AddRange(racers);
    }

    /// <summary>Removes the networks of an eliminated candidate.</summary>
    public void Remove(CrossValidation candidate)
    {
        lock (_gate)
            _racers.RemoveAll(r => r.Candidate == candidate);
    }

    /// <summary>Records a rung, with the gain of each candidate over the last doubling of the steps.</summary>
    public void Reach(double rung, IReadOnlyDictionary<CrossValidation, double> gains)
    {
        lock (_gate)
            _forecast.Reach(rung, gains);
    }

    /// <summary>Starts to measure the time of a network.</summary>
    public void Resume(IRacer racer)
    {
        lock (_gate)
            _last[racer] = (_clock.GetTimestamp(), racer.Cost, _last.GetValueOrDefault(racer).IsWarm);
    }

    /// <summary>Reports an evaluation.</summary>
    public void Report(IRacer racer)
    {
        if (_progress is null)
            return;
        lock (_gate)
        {
            Measure(racer);
            double loss = _racers.Where(r => r.Candidate == racer.Candidate && double.IsFinite(r.BestLoss))
                .Average(r => r.BestLoss);
            (_architecture, _loss) = (racer.Candidate.Name, loss);
            Report();
        }
    }

    /// <summary>Reports the fraction of a refit that is done.</summary>
    public void ReportRefit(CrossValidation candidate, int number, double fraction)
    {
        lock (_gate)
        {
            (_winner, _architecture, _refits[number]) = (candidate, candidate.Name, fraction);
            Report();
        }
    }

    /// <summary>Reports the fraction of the scoring that is done.</summary>
    public void ReportScoring(double fraction)
    {
        lock (_gate)
        {
            _scoringStart ??= _clock.GetTimestamp();
            _scored = fraction;
            Report();
        }
    }

    private void Report()
    {
        if (_progress is null || _racers.Count == 0)
            return;
        double left = Left(), elapsed = _clock.GetElapsedTime(_start).TotalSeconds;
        double part = left > 0 ? elapsed / (elapsed + left) : 1;
        _shown = Math.Max(_shown, _forecast.HasCompared ? part : Math.Min(part, MaxUnknown));
        _progress.Report(new ModelProgress(_shown, _architecture, _loss)
        {
            TimeLeft = _forecast.HasCompared ? TimeSpan.FromSeconds(left) : null,
        });
    }

    private void Measure(IRacer racer)
    {
        long now = _clock.GetTimestamp();
        if (_last.TryGetValue(racer, out var last))
        {
            Pace pace = _paces.TryGetValue(racer.Candidate, out Pace? known) ? known : _paces[racer.Candidate] = new();
            pace.Add(_clock.GetElapsedTime(last.Time, now).TotalSeconds,
                (racer.Cost - last.Cost) * racer.Candidate.StepCost, last.IsWarm);
        }
        _last[racer] = (now, racer.Cost, true);
    }

    // In seconds.
    private double Left()
    {
        double left = 0;
        CrossValidation winner = _winner ?? _forecast.Winner(_racers);
        if (_scoringStart is null)
        {
            if (_winner is null)
                left += Makespan(_forecast.Left(_racers).Select(each => Seconds(each.Candidate, each.Cost)));
            left += Makespan(_forecast.Refits(_racers, _refits.Length)
                .Zip(_refits, (cost, done) => (1 - done) * Seconds(winner, cost)));
        }
        double scoring = Scoring(winner);
        double elapsed = _scoringStart is { } start ? _clock.GetElapsedTime(start).TotalSeconds : 0;
        // The more is done, the more its own time counts.
        return left + (1 - _scored) * ((1 - _scored) * scoring + elapsed);
    }

    private double Seconds(CrossValidation candidate, double cost) => cost * candidate.StepCost
        * (_paces.GetValueOrDefault(candidate)?.Seconds ?? Pace.Sum(_paces.Values).Seconds ?? ReferencePace);

    /// <summary>The duration of pieces of work on all processors.</summary>
    private static double Makespan(IEnumerable<double> seconds)
    {
        double[] busy = new double[Environment.ProcessorCount];
        foreach (double each in seconds.OrderDescending())
            busy[Array.IndexOf(busy, busy.Min())] += each;
        return busy.Max();
    }

    // A forward pass of all rows, and the scores of their distributions; constants as measured.
    private double Scoring(CrossValidation candidate)
    {
        double slowness = (Pace.Sum(_paces.Values).Seconds ?? ReferencePace) / ReferencePace;
        return slowness * (0.25 + 1e-4 * Math.Min(_rows, 6000)
            + _rows * (1.5e-5 + 7e-11 * candidate.WeightsPerNetwork));
    }
}
