using System.Numerics;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The fit of one network, which may be halted and go on: whoever compares several need not take them all to their end.
/// </summary>
internal sealed class TrainingRun<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How often the held-out rows are looked at over a fit.</summary>
    public const int Evaluations = 100;

    private readonly TrainingOptions _options;
    private readonly RowSet<T> _validation;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly TrainingSteps<T> _steps;
    private readonly List<TrainingProgress> _curve = [];
    private readonly int _evaluateEvery;
    private readonly T[] _best;
    private bool _wasHalved;
    private bool _wasCancelled;
    private double _sum;
    private int _since;
    private int _step;

    /// <param name="network">The network.</param>
    /// <param name="training">The rows that it learns from.</param>
    /// <param name="validation">The rows that it is stopped by.</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="progress">Told of every evaluation.</param>
    public TrainingRun(
        MixtureDensityNetwork network, RowSet<T> training, RowSet<T> validation, TrainingOptions options,
            Generator? generator, IProgress<TrainingProgress>? progress)
    {
        (_options, _validation, _progress) = (options, validation, progress);
        _steps = new TrainingSteps<T>(network, training, options, generator);
        _evaluateEvery = Math.Max(1, _steps.Count / Evaluations);
        _best = _steps.Weights.ToArray();
    }

    /// <summary>Whether all steps are taken, or the last of them made nothing better.</summary>
    public bool IsDone =>
        _step >= _steps.Count || _wasCancelled
        || (_curve.Count > 0 && _curve[^1].Step - BestStep > _options.PatienceFraction * _steps.Count);

    /// <summary>The step whose weights are best so far.</summary>
    public int BestStep { get; private set; }

    /// <summary>Their mean negative log-likelihood on the held-out rows, in nats.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>How many steps the schedule has.</summary>
    public int Count => _steps.Count;

    /// <summary>The part of them that is taken.</summary>
    public double Part => (double)_step / Count;

    /// <summary>Every evaluation so far.</summary>
    public IReadOnlyList<TrainingProgress> Curve => _curve;

    /// <summary>Takes steps until a part of them is done.</summary>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning
    /// rate.</exception>
    public void Advance(double part, CancellationToken cancellation)
    {
        if (_curve.Count == 0)
        {
            BestLoss = _steps.Loss(_validation, cancellation);
            _curve.Add(new TrainingProgress(0, BestLoss, BestLoss));
        }
        int until = (int)Math.Ceiling(part * _steps.Count);
        while (_step < until && !IsDone)
        {
            if (cancellation.IsCancellationRequested)
            {
                _wasCancelled = true;
                return;
            }
            Take(cancellation);
        }
        _wasCancelled |= cancellation.IsCancellationRequested && !IsDone;
    }

    /// <summary>Gives the network the best weights.</summary>
    public TrainingResult Finish()
    {
        _best.CopyTo(_steps.Weights);
        return new TrainingResult(BestStep, BestLoss, _curve, _wasCancelled);
    }

    /// <summary>Frees the memory; the network keeps its weights.</summary>
    public void Dispose() => _steps.Dispose();

    private void Take(CancellationToken cancellation)
    {
        int step = _step++;
        double loss = _steps.Take(step);
        _sum += loss;
        _since++;
        if (double.IsFinite(loss) && _step % _evaluateEvery != 0 && _step < _steps.Count)
            return;

        double validation = double.IsFinite(loss) ? _steps.LossOfMean(_validation, cancellation) : double.NaN;
        if (cancellation.IsCancellationRequested)
        {
            _wasCancelled = true;
            return;
        }
        if (!double.IsFinite(validation))
        {
            if (_wasHalved)
                throw new DivergenceException(step, double.IsFinite(loss) ? validation : loss);
            _wasHalved = true;
            _steps.Restart(_best);
            (_sum, _since) = (0, 0);
            return;
        }
        _curve.Add(new TrainingProgress(_step, _sum / _since, validation));
        (_sum, _since) = (0, 0);
        if (validation < BestLoss)
        {
            (BestLoss, BestStep) = (validation, _step);
            _steps.Mean.CopyTo(_best);
        }
        _progress?.Report(_curve[^1]);
    }
}
