using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Training steps of AdamW on mini-batches with a cosine learning-rate schedule, and the EMA of the weights.
/// </summary>
internal sealed class TrainingSteps<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double WarmUp = 0.02;

    // Small enough that a cancellation takes effect soon.
    private const int RowsAtOnce = 16_384;

    private readonly Generator? _generator;
    private readonly DenseObjective<T> _objective;
    private readonly RowSet<T> _training;
    private readonly Matrix<T> _weights;
    private readonly Matrix<T> _gradient;
    private readonly EmaWeights<T> _average;
    private readonly MixtureDensityNetwork _network;
    private readonly TemperatureScaling<T> _temperatures;
    private OutputBlock<T>? _outputs;
    private TrainingOptions _options;
    private Batches _batches;
    private AdamWState<T> _optimizer;
    private double _learningRate;

    /// <param name="network">The network.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="options">The training options.</param>
    /// <param name="generator">The source of randomness of the batches; the global generator if null.</param>
    /// <param name="head">The likelihood of the outputs; that of the mixture itself if null.</param>
    public TrainingSteps(
        MixtureDensityNetwork network, RowSet<T> training, TrainingOptions options, Generator? generator,
        IHead<T>? head = null)
    {
        (_network, _options, _training, _generator) = (network, options, training, generator);
        Count = options.StepsFor(training.Rows.Length);
        _learningRate = options.LearningRate;
        _objective = AnalyticObjective.NegativeLogLikelihood(network, head);
        Parameter parameters = _objective.Parameters.Single();
        int weights = (int)parameters.numel();
        _weights = new Matrix<T>(parameters.detach().view(1, weights));
        _gradient = new Matrix<T>(parameters.grad!.view(1, weights));
        _average = new EmaWeights<T>(weights, options.EmaDecay);
        _optimizer = NewOptimizer();
        _batches = NewBatches();
        _temperatures = new TemperatureScaling<T>(network.Layout, _objective.Head);
    }

    /// <summary>The number of steps of the schedule.</summary>
    public int Count { get; private set; }

    /// <summary>The number of rows of a step.</summary>
    public int BatchSize => _options.BatchSizeFor(_training.Rows.Length);

    /// <summary>The network's weights.</summary>
    public Span<T> Weights => _weights.Entries;

    /// <summary>The EMA of the weights.</summary>
    public ReadOnlySpan<T> Average => _average.Value;

    /// <summary>The objective, for tests.</summary>
    internal DenseObjective<T> Objective => _objective;

    /// <summary>The optimizer, for tests.</summary>
    internal AdamWState<T> Optimizer => _optimizer;

    /// <summary>Takes a step, unless the loss is NaN or infinite.</summary>
    /// <param name="step">The index of the step in the schedule, from 0.</param>
    /// <returns>The mean negative log-likelihood of the batch before the step, in nats.</returns>
    public double Take(int step)
    {
        using var scope = NewDisposeScope();
        double loss = _objective.Evaluate(_training, _batches.Next());
        if (double.IsFinite(loss))
        {
            _optimizer.Step(Weights, _gradient.Entries, _learningRate * Schedule(step));
            _average.Add(Weights);
        }
        return loss;
    }

    /// <summary>
    /// The mean negative log-likelihood of some rows with the EMA of the weights, calibrated on these rows; a cancelled
    /// call covers only the first rows.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="temperature">In: where to start; out: the temperature that was found.</param>
    /// <param name="cancellation">Ends the call early.</param>
    public double LossOfAverage(RowSet<T> rows, ref Temperature temperature, CancellationToken cancellation)
    {
        // The gradient of the last step has done its work; here it keeps the weights.
        Weights.CopyTo(_gradient.Entries);
        Average.CopyTo(Weights);
        if (_options.TemperatureScaling)
        {
            // One block of rows is enough to fit two numbers.
            int[] some = rows.Evenly(DenseObjective<T>.BlockOf(rows, rows.Rows.Length));
            _outputs = _objective.Outputs(rows, some, _outputs);
            temperature = _temperatures.Fit(_outputs, some.Length, temperature);
            Calibrate(temperature);
        }
        double loss = Loss(rows, cancellation);
        _gradient.Entries.CopyTo(Weights);
        return loss;
    }

    /// <summary>Calibrates the network's current weights.</summary>
    public void Calibrate(Temperature temperature) => _network.ScaleBy(temperature.LogScale, temperature.LogLogit);

    /// <summary>
    /// The mean negative log-likelihood of some rows at the current weights, Σ wₙ lossₙ/Σ wₙ where they have weights of
    /// their own; a cancelled call covers only the first rows.
    /// </summary>
    public double Loss(RowSet<T> rows, CancellationToken cancellation)
    {
        double sum = 0, weight = 0;
        int seen = 0;
        do
        {
            Memory<int> some = rows.Rows.AsMemory(seen, Math.Min(RowsAtOnce, rows.Rows.Length - seen));
            sum += some.Length * _objective.Loss(rows, some);
            weight += rows.WeightOf(some.Span);
            seen += some.Length;
        }
        while (seen < rows.Rows.Length && !cancellation.IsCancellationRequested);
        return sum / weight;
    }

    /// <summary>
    /// Doubles the number of steps of the schedule, which stretches what remains of it, and halves the batches.
    /// </summary>
    public void DoubleSchedule()
    {
        _options = _options with { Doublings = _options.Doublings + 1 };
        Count = _options.StepsFor(_training.Rows.Length);
        _batches = NewBatches();
    }

    /// <summary>Continues from the current weights with half the learning rate.</summary>
    public void Restart()
    {
        _learningRate /= 2;
        // The moments of the optimizer may be NaN or infinite too.
        _optimizer = NewOptimizer();
        _average.Reset();
    }

    /// <summary>Frees the memory that only a step or an evaluation needs.</summary>
    public void Pause()
    {
        _objective.FreeBlocks();
        _outputs = null;
    }

    /// <summary>Frees the memory; the network keeps its weights.</summary>
    public void Dispose()
    {
        _weights.Dispose();
        _gradient.Dispose();
        _objective.Dispose();
    }

    private Batches NewBatches() =>
        new(_training.Rows, BatchSize, _generator);

    private AdamWState<T> NewOptimizer() => new(Weights.Length, _options.WeightDecay, _options.MaxGradientNorm);

    // The factor of the learning rate: linear warm-up times cosine decay.
    private double Schedule(int step) =>
        Math.Min(1, (step + 1) / (WarmUp * Count + 1)) * 0.5 * (1 + Math.Cos(Math.PI * step / Count));
}
