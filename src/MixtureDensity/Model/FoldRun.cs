using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The training of a candidate's network without one fold; it can be paused and resumed.</summary>
internal sealed class FoldRun : IRacer, IDisposable
{
    private readonly MixtureDensityNetwork _network;
    private readonly Generator _generator;
    private readonly RowSet<float> _training;
    private readonly TrainingRun<float> _run;
    private readonly Action<FoldNetwork> _keep;
    private bool _isKept;

    public FoldRun(
        CrossValidation candidate, int fold, MixtureDensityNetwork network, Generator generator,
        RowSet<float> training, RowSet<float> validation, TrainingOptions options, Action<FoldRun>? progress,
        IHead<float>? head, Action<FoldNetwork> keep)
    {
        (Candidate, Fold, _network, _generator, _keep) = (candidate, fold, network, generator, keep);
        (_training, Validation) = (training, validation);
        _run = new TrainingRun<float>(network, training, validation, options, generator,
            progress is null ? null : new Relay(() => progress(this)), head);
    }

    public CrossValidation Candidate { get; }

    /// <summary>The validation fold.</summary>
    public int Fold { get; }

    public bool IsDone => _run.IsDone;

    public double Fraction => _run.Fraction;

    public double BestFraction => (double)_run.BestStep / _run.StepCount;

    public double Cost => _run.Cost;

    public double CostOfSchedule => _run.CostOfSchedule;

    public double BestLoss => _run.BestLoss + Candidate.LossOfUnits;

    /// <summary>The validation rows.</summary>
    public RowSet<float> Validation { get; }

    /// <summary>The best validation loss up to a fraction of the schedule.</summary>
    public double BestLossAt(double fraction) =>
        _run.Curve.Where(p => p.Step <= fraction * _run.StepCount).Min(p => p.ValidationLoss) + Candidate.LossOfUnits;

    /// <summary>Trains until a fraction of the schedule is done.</summary>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning
    /// rate.</exception>
    public void Advance(double fraction, CancellationToken cancellation) => _run.Advance(fraction, cancellation);

    /// <summary>Doubles the number of steps of the schedule, and halves the batches.</summary>
    public void DoubleSchedule() => _run.DoubleSchedule();

    /// <summary>
    /// Adds the network at its best checkpoint to the candidate, unless it was cancelled before it improved.
    /// </summary>
    public void Finish()
    {
        TrainingResult result = _run.Finish();
        if (result.WasCancelled && result.BestStep == 0)
            return;
        _isKept = true;
        _keep(new FoldNetwork(Fold, _network, _training.Rows.Length, Validation, result));
    }

    /// <summary>Frees the memory, except a network that the candidate owns.</summary>
    public void Dispose()
    {
        _run.Dispose();
        _generator.Dispose();
        if (!_isKept)
            _network.Dispose();
    }

    private sealed class Relay(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }
}
