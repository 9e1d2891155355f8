namespace MixtureDensity;

/// <summary>How a network is fitted to a table; the defaults need no tuning.</summary>
public sealed record FitOptions
{
    /// <summary>The most steps that are taken; the learning rate falls to 0 over them along half a cosine.</summary>
    public int Steps { get; init; } = 4000;

    /// <summary>Rows a step; 0 chooses the power of two next to a 16th of the table, between 32 and 512.</summary>
    public int BatchSize { get; init; }

    /// <summary>AdamW's learning rate at the start.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>The gradient is shortened to this norm where it is longer.</summary>
    public double GradientNorm { get; init; } = 5;

    /// <summary>The part of <see cref="Steps"/> without a better held-out loss after which the training stops.</summary>
    public double Patience { get; init; } = 0.25;

    /// <summary>The batch size for a table of so many rows.</summary>
    internal int BatchSizeFor(long rows) =>
        (int)Math.Min(rows, BatchSize > 0 ? BatchSize : Math.Clamp(1L << (int)Math.Round(Math.Log2(rows / 16.0)), 32, 512));
}
