using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The steps of a fit, and the running mean of the weights over them: AdamW with a cosine schedule on shuffled batches.
/// </summary>
internal sealed class TrainingSteps<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double WarmUp = 0.02;

    // So many, that whoever cancels does not wait long.
    private const int RowsAtOnce = 16_384;

    private readonly TrainingOptions _options;
    private readonly DenseObjective<T> _objective;
    private readonly RowSet<T> _training;
    private readonly Batches _batches;
    private readonly Matrix<T> _weights;
    private readonly Matrix<T> _gradient;
    private readonly EmaWeights<T> _average;
    private AdamWState<T> _optimizer;
    private double _learningRate;

    /// <param name="network">The network.</param>
    /// <param name="training">The rows that it learns from.</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What batches are drawn from.</param>
    public TrainingSteps(MixtureDensityNetwork network, RowSet<T> training, TrainingOptions options,
        Generator? generator)
    {
        (_options, _training) = (options, training);
        int rows = training.Rows.Length;
        Count = options.StepsFor(rows);
        _learningRate = options.LearningRate;
        _objective = AnalyticObjective.NegativeLogLikelihood<T>(network);
        Parameter parameters = _objective.Parameters.Single();
        int weights = (int)parameters.numel();
        _weights = new Matrix<T>(parameters.detach().view(1, weights));
        _gradient = new Matrix<T>(parameters.grad!.view(1, weights));
        _average = new EmaWeights<T>(weights, options.EmaDecay);
        _optimizer = NewOptimizer();
        _batches = new Batches(training.Rows, options.BatchSizeFor(rows), generator);
    }

    /// <summary>How many steps the schedule has.</summary>
    public int Count { get; }

    /// <summary>The network's weights.</summary>
    public Span<T> Weights => _weights.Entries;

    /// <summary>Their mean over the steps so far.</summary>
    public ReadOnlySpan<T> Mean => _average.Value;

    /// <summary>The loss.</summary>
    internal DenseObjective<T> Objective => _objective;

    /// <summary>What steps.</summary>
    internal AdamWState<T> Optimizer => _optimizer;

    /// <summary>Takes a step, unless the loss is NaN or infinite.</summary>
    /// <param name="step">Which of the schedule, from 0.</param>
    /// <returns>The mean negative log-likelihood of its batch before it, in nats.</returns>
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
    /// The mean negative log-likelihood of other rows under the mean of the weights; of the first of them alone once it
    /// is cancelled.
    /// </summary>
    public double LossOfMean(RowSet<T> others, CancellationToken cancellation)
    {
        _average.Exchange(Weights);
        double loss = Loss(others, cancellation);
        _average.Exchange(Weights);
        return loss;
    }

    /// <summary>
    /// The mean negative log-likelihood of other rows under the weights; of the first of them alone once it is
    /// cancelled.
    /// </summary>
    public double Loss(RowSet<T> others, CancellationToken cancellation)
    {
        double sum = 0;
        int seen = 0;
        do
        {
            int count = Math.Min(RowsAtOnce, others.Rows.Length - seen);
            sum += count * _objective.Loss(others, others.Rows.AsMemory(seen, count));
            seen += count;
        }
        while (seen < others.Rows.Length && !cancellation.IsCancellationRequested);
        return sum / seen;
    }

    /// <summary>Goes on from other weights with steps half as long.</summary>
    public void Restart(ReadOnlySpan<T> weights)
    {
        weights.CopyTo(Weights);
        _learningRate /= 2;
        // Its running moments are as bad as the weights were.
        _optimizer = NewOptimizer();
        _average.Restart();
    }

    /// <summary>Frees the memory; the network keeps its weights.</summary>
    public void Dispose()
    {
        _weights.Dispose();
        _gradient.Dispose();
        _objective.Dispose();
    }

    private AdamWState<T> NewOptimizer() => new(Weights.Length, _options.WeightDecay, _options.MaxGradientNorm);

    // The learning rate over that of the start: up in a fiftieth of the steps, and down along half a cosine.
    private double Schedule(int step) =>
        Math.Min(1, (step + 1) / (WarmUp * Count + 1)) * 0.5 * (1 + Math.Cos(Math.PI * step / Count));
}
