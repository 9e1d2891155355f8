namespace MixtureDensity;

/// <summary>How a network is fitted to a table; the defaults need no tuning.</summary>
public sealed record FitOptions
{
    /// <summary>
    /// The most steps that are taken; the learning rate falls to 0 over them along half a cosine. 0 chooses 4,000, and more for
    /// more than 10,000 rows, with their square root.
    /// </summary>
    public int Steps { get; init; }

    /// <summary>By what the steps that are chosen are multiplied: more take longer, and may learn more.</summary>
    public double Effort { get; init; } = 1;

    /// <summary>Rows a step; 0 chooses the power of two next to a 32nd of the table, between 32 and 256.</summary>
    public int BatchSize { get; init; }

    /// <summary>AdamW's learning rate at the start.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>The gradient is shortened to this norm where it is longer.</summary>
    public double GradientNorm { get; init; } = 5;

    /// <summary>
    /// How much of the running mean of the weights a step keeps. The mean is what is scored and kept: it lies in the middle of
    /// where the steps of mini-batches lead.
    /// </summary>
    /// <remarks>Source: B. T. Polyak and A. B. Juditsky, "Acceleration of stochastic approximation by averaging", 1992.</remarks>
    public double Averaging { get; init; } = 0.995;

    /// <summary>The part of <see cref="Steps"/> without a better held-out loss after which the training stops.</summary>
    public double Patience { get; init; } = 0.25;

    /// <summary>The batch size for a table of so many rows.</summary>
    internal int BatchSizeFor(long rows) =>
        (int)Math.Min(rows, BatchSize > 0 ? BatchSize : Math.Clamp(1L << (int)Math.Round(Math.Log2(rows / 32.0)), 32, 256));

    /// <summary>The steps for a table of so many rows.</summary>
    internal int StepsFor(long rows) =>
        (int)Math.Max(1, Effort * (Steps > 0 ? Steps : 4000 * Math.Sqrt(Math.Max(1, rows / 10_000.0))));
}
