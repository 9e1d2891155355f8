using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The fit of a candidate's network without one fold of the rows, which may be halted and go on.</summary>
internal sealed class FoldRun : IDisposable
{
    private readonly MixtureDensityNetwork _network;
    private readonly Generator _generator;
    private readonly RowSet<float> _validation;
    private readonly TrainingRun<float> _run;
    private bool _isKept;

    public FoldRun(
        CrossValidation architecture, int fold, MixtureDensityNetwork network, Generator generator,
            RowSet<float> training, RowSet<float> validation,
        TrainingOptions options, Action<FoldRun>? progress)
    {
        (Architecture, Fold, _network, _generator, _validation) = (architecture, fold, network, generator, validation);
        _run = new TrainingRun<float>(network, training, validation, options, generator,
            progress is null ? null : new Relay(() => progress(this)));
    }

    /// <summary>The architecture of the network.</summary>
    public CrossValidation Architecture { get; }

    /// <summary>The fold that is held out.</summary>
    public int Fold { get; }

    /// <summary>Whether the fit is over.</summary>
    public bool IsDone => _run.IsDone;

    /// <summary>The part of its steps that are taken.</summary>
    public double Part => _run.Fraction;

    /// <summary>The part after which it will be over, as far as can be told: it goes on while it gets better.</summary>
    public double ExpectedPart(double patience) =>
        _run.IsDone ? _run.Fraction : Math.Clamp(2.0 * _run.BestStep / _run.StepCount + patience, _run.Fraction, 1);

    /// <summary>
    /// The least mean negative log-likelihood so far of the rows held out, in nats, of standardised targets.
    /// </summary>
    public double BestLoss => _run.BestLoss;

    /// <summary>How many rows are held out.</summary>
    public int ValidationRows => _validation.Rows.Length;

    /// <summary>The least loss that it had when a part of the steps was taken.</summary>
    public double BestLossAt(double part) =>
        _run.Curve.Where(p => p.Step <= part * _run.StepCount).Min(p => p.ValidationLoss);

    /// <summary>Takes steps until a part of them is done.</summary>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning
    /// rate.</exception>
    public void Advance(double part, CancellationToken cancellation) => _run.Advance(part, cancellation);

    /// <summary>
    /// Gives its candidate the network with the best weights; not one that was cancelled before it learnt anything.
    /// </summary>
    public void Finish()
    {
        TrainingResult result = _run.Finish();
        if (result.WasCancelled && result.BestStep == 0)
            return;
        _isKept = true;
        Architecture.Add(new FoldNetwork(Fold, _network, _validation.Rows, result));
    }

    /// <summary>Frees the memory; a network that its candidate has stays.</summary>
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
