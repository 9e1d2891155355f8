using System.ComponentModel.DataAnnotations;

namespace MixtureDensity;

/// <summary>How a network is trained; the defaults need no tuning.</summary>
public sealed record TrainingOptions
{
    private const int SmallRows = 10_000;
    private const int StepsOfSmall = 4000;

    /// <summary>
    /// The maximum number of training steps, over which the learning rate falls to 0 along half a cosine. Null chooses
    /// 4,000, and for
    /// more than 10,000 rows 4,000 √(rows/10,000).
    /// </summary>
    [Range(1, 10_000_000)]
    public int? Steps { get; init; }

    /// <summary>
    /// Multiplies the number of steps that is chosen if <see cref="Steps"/> is null: more take longer, and may learn
    /// more.
    /// </summary>
    [Range(0.001, 1000)]
    public double Effort { get; init; } = 1;

    /// <summary>
    /// Rows a step; null chooses the power of two nearest to a 32nd of the table, between 32 and 256.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? BatchSize { get; init; }

    /// <summary>AdamW's learning rate after the warm-up.</summary>
    [Range(1e-8, 1e6)]
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>AdamW's decoupled weight decay.</summary>
    [Range(0.0, 100)]
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>The norm to which a longer gradient is clipped.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>
    /// How much of the exponential moving average of the weights each step keeps. The average is what is scored and
    /// kept: it lies in
    /// the middle of where the steps of mini-batches lead.
    /// </summary>
    /// <remarks>
    /// Source: B. T. Polyak and A. B. Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
    /// </remarks>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double EmaDecay { get; init; } = 0.995;

    /// <summary>
    /// Early stopping: the fraction of the steps without a better validation loss after which the training ends.
    /// </summary>
    [Range(0.0, 1)]
    public double PatienceFraction { get; init; } = 0.25;

    /// <summary>The batch size for a table of so many rows.</summary>
    internal int BatchSizeFor(long rows) =>
        (int)Math.Min(rows, BatchSize ?? Math.Clamp(1L << (int)Math.Round(Math.Log2(rows / 32.0)), 32, 256));

    /// <summary>The steps for a table of so many rows.</summary>
    internal int StepsFor(long rows) =>
        Steps ?? (int)Math.Max(1, Effort * StepsOfSmall * Math.Sqrt(Math.Max(1, (double)rows / SmallRows)));
}
