using System.ComponentModel.DataAnnotations;

namespace MixtureDensity;

/// <summary>Options of the training of a network; the defaults need no tuning.</summary>
public sealed record TrainingOptions
{
    private const int SmallRows = 10_000;
    private const int StepsOfSmall = 4000;
    private const int MinBatchSize = 32;

    /// <summary>
    /// The maximum number of training steps, over which the learning rate decays to 0 by a cosine schedule. Null
    /// chooses 4,000, or 4,000 √(rows/10,000) for more than 10,000 rows.
    /// </summary>
    [Range(1, 10_000_000)]
    public int? Steps { get; init; }

    /// <summary>A factor for the number of steps that is chosen if <see cref="Steps"/> is null.</summary>
    [Range(0.001, 1000)]
    public double Effort { get; init; } = 1;

    /// <summary>The batch size; null chooses the power of two nearest to rows/32, between 32 and 256.</summary>
    [Range(1, 1_000_000)]
    public int? BatchSize { get; init; }

    /// <summary>The learning rate of AdamW after the warm-up.</summary>
    [Range(1e-8, 1e6)]
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>The decoupled weight decay of AdamW.</summary>
    [Range(0.0, 100)]
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>The norm to which gradients are clipped.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>
    /// The decay of the exponential moving average (EMA) of the weights. The average is validated and kept instead of
    /// the weights, because it averages out the noise of mini-batches.
    /// </summary>
    /// <remarks>
    /// Source: B. T. Polyak and A. B. Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
    /// </remarks>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double EmaDecay { get; init; } = 0.995;

    /// <summary>
    /// Whether every checkpoint is calibrated on the validation rows: one factor multiplies all scales of the mixture,
    /// another all logits of its weights.
    /// </summary>
    /// <remarks>
    /// A network becomes overconfident when it is trained for long, although its means still improve. Calibration lets
    /// it train for longer. An average of calibrated networks is too wide, so a fitted model narrows it.
    /// Sources: C. Guo et al., "On calibration of modern neural networks", 2017; D. Levi et al., "Evaluating and
    /// calibrating uncertainty prediction in regression tasks", 2020.
    /// </remarks>
    public bool TemperatureScaling { get; init; } = true;

    /// <summary>
    /// The patience of early stopping: the training ends when this fraction of the steps brought no better validation
    /// loss.
    /// </summary>
    [Range(0.0, 1)]
    public double PatienceFraction { get; init; } = 0.25;

    /// <summary>What a step costs besides its rows, such as the optimizer, in rows; as measured.</summary>
    internal const int RowsOfOverhead = 25;

    /// <summary>How often the default number of steps is doubled and the default batch size halved.</summary>
    internal int Doublings { get; init; }

    /// <summary>The batch size for a number of rows.</summary>
    internal int BatchSizeFor(long rows) => (int)Math.Min(rows, BatchSize ?? Math.Max(MinBatchSize,
        1 << Math.Clamp((int)Math.Round(Math.Log2(rows / 32.0)), 5, 8) >> Doublings));

    /// <summary>The number of steps for a number of rows.</summary>
    internal int StepsFor(long rows) =>
        Steps ?? (int)Math.Max(1, Effort * StepsOfSmall * Math.Sqrt(Math.Max(1, (double)rows / SmallRows)))
            << Doublings;
}
