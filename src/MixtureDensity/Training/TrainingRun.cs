using System.Numerics;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The training of a network with early stopping. It can be paused and resumed, so that unpromising networks need not
/// be trained to the end.
/// </summary>
internal sealed class TrainingRun<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>About the number of evaluations on the validation rows over the whole schedule.</summary>
    public const int Evaluations = 100;

    // A validation row is not differentiated.
    private const double CostOfValidation = 1.0 / 3;

    private readonly TrainingOptions _options;
    private readonly RowSet<T> _validation;
    private readonly IProgress<TrainingProgress>? _progress;
    private TrainingSteps<T>? _steps;
    private readonly List<TrainingProgress> _curve = [];
    private readonly int _evaluateEvery;
    private T[] _best; // not calibrated
    private Temperature _temperature; // of the last evaluation
    private Temperature _bestTemperature;
    private bool _wasHalved;
    private bool _wasCancelled;
    private double _lossSum; // of the batches since the last evaluation
    private int _batches;
    private int _step;
    private double _costOfStep;

    /// <param name="network">The network.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="validation">The validation rows.</param>
    /// <param name="options">The training options.</param>
    /// <param name="generator">The source of randomness of the batches; the global generator if null.</param>
    /// <param name="progress">Receives every evaluation but that before the first step.</param>
    /// <param name="head">The likelihood of the outputs; that of the mixture itself if null.</param>
    public TrainingRun(
        MixtureDensityNetwork network, RowSet<T> training, RowSet<T> validation, TrainingOptions options,
        Generator? generator, IProgress<TrainingProgress>? progress, IHead<T>? head = null)
    {
        (_options, _validation, _progress) = (options, validation, progress);
        _steps = new TrainingSteps<T>(network, training, options, generator, head);
        StepCount = _steps.Count;
        _evaluateEvery = Math.Max(1, StepCount / Evaluations);
        _costOfStep = CostOfStep();
        _best = _steps.Weights.ToArray();
    }

    /// <summary>Whether the training is complete, stopped early or cancelled.</summary>
    public bool IsDone =>
        _step >= StepCount || _wasCancelled
        || (_curve.Count > 0 && _curve[^1].Step - BestStep > _options.PatienceFraction * StepCount);

    /// <summary>The step of the best checkpoint so far.</summary>
    public int BestStep { get; private set; }

    /// <summary>The validation loss of the best checkpoint, in nats.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The number of steps of the schedule.</summary>
    public int StepCount { get; private set; }

    /// <summary>The fraction of the schedule that is done.</summary>
    public double Fraction => (double)_step / StepCount;

    /// <summary>The cost of the steps and evaluations so far, in rows that are trained on.</summary>
    public double Cost { get; private set; }

    /// <summary>The cost of the whole schedule.</summary>
    public double CostOfSchedule => StepCount * _costOfStep;

    /// <summary>All evaluations so far.</summary>
    public IReadOnlyList<TrainingProgress> Curve => _curve;

    /// <summary>Trains until a fraction of the schedule is done.</summary>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning
    /// rate.</exception>
    public void Advance(double fraction, CancellationToken cancellation)
    {
        if (_curve.Count == 0)
        {
            BestLoss = Steps.Loss(_validation, cancellation);
            Cost += CostOfValidation * _validation.Rows.Length;
            _curve.Add(new TrainingProgress(0, BestLoss, BestLoss));
        }
        int until = (int)Math.Ceiling(fraction * StepCount);
        while (_step < until && !IsDone)
        {
            if (cancellation.IsCancellationRequested)
            {
                _wasCancelled = true;
                return;
            }
            TakeStep(cancellation);
        }
        _wasCancelled |= cancellation.IsCancellationRequested && !IsDone;
        // Many trainings wait for each other, and few run.
        Steps.Pause();
    }

    /// <inheritdoc cref="TrainingSteps{T}.DoubleSchedule"/>
    public void DoubleSchedule()
    {
        Steps.DoubleSchedule();
        StepCount = Steps.Count;
        _costOfStep = CostOfStep();
    }

    /// <summary>Restores the best checkpoint.</summary>
    public TrainingResult Finish()
    {
        RestoreBest();
        return new TrainingResult(BestStep, BestLoss, _curve, _wasCancelled) { Temperature = _bestTemperature };
    }

    /// <summary>Frees the memory; the network keeps its weights, and the curve stays.</summary>
    public void Dispose()
    {
        _steps?.Dispose();
        // A curve that is still shown keeps no large array alive.
        (_steps, _best) = (null, []);
    }

    private TrainingSteps<T> Steps => _steps ?? throw new ObjectDisposedException(GetType().Name);

    private void RestoreBest()
    {
        _best.CopyTo(Steps.Weights);
        Steps.Calibrate(_bestTemperature);
    }

    private double CostOfStep() => Steps.BatchSize + TrainingOptions.RowsOfOverhead
        + CostOfValidation * _validation.Rows.Length / _evaluateEvery;

    private void TakeStep(CancellationToken cancellation)
    {
        int step = _step++;
        double loss = Steps.Take(step);
        Cost += _costOfStep;
        _lossSum += loss;
        _batches++;
        if (double.IsFinite(loss) && _step % _evaluateEvery != 0 && _step < StepCount)
            return;

        double validation = double.IsFinite(loss)
            ? Steps.LossOfAverage(_validation, ref _temperature, cancellation) : double.NaN;
        if (cancellation.IsCancellationRequested)
        {
            _wasCancelled = true;
            return;
        }
        if (!double.IsFinite(validation))
        {
            if (_wasHalved)
            {
                RestoreBest();
                throw double.IsFinite(loss) ? DivergenceException.InStep(step, validation, isValidation: true)
                    : DivergenceException.InStep(step, loss);
            }
            _wasHalved = true;
            // Not calibrated: later checkpoints are calibrated from there.
            _best.CopyTo(Steps.Weights);
            Steps.Restart();
            (_lossSum, _batches) = (0, 0);
            return;
        }
        _curve.Add(new TrainingProgress(_step, _lossSum / _batches, validation));
        (_lossSum, _batches) = (0, 0);
        // The first loss may be NaN.
        if (!(validation >= BestLoss))
        {
            (BestLoss, BestStep) = (validation, _step);
            Steps.Average.CopyTo(_best);
            _bestTemperature = _temperature;
        }
        _progress?.Report(_curve[^1]);
    }
}
