using System.ComponentModel.DataAnnotations;

namespace MdnDemo.Answers;

/// <summary>What to compute from a predicted distribution.</summary>
internal sealed record PredictionOptions
{
    /// <summary>The probabilities of the quantiles.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public IReadOnlyList<double> Quantiles { get; init; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The probabilities of the central intervals.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public IReadOnlyList<double> Intervals { get; init; } = [];

    /// <summary>The number of intervals of the highest-density region, the one with most probability first.</summary>
    [Range(0, 10_000)]
    public int Regions { get; init; }

    /// <summary>The probability of the highest-density region.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double RegionLevel { get; init; } = 0.9;

    /// <summary>Whether intervals and regions are calibrated, where the model has conformity scores.</summary>
    public bool IsCalibrated { get; init; } = true;

    /// <summary>The events whose probabilities are wanted.</summary>
    public IReadOnlyList<TargetEvent> Events { get; init; } = [];

    /// <summary>The number of modes, the one with most probability first.</summary>
    [Range(0, 10_000)]
    public int Modes { get; init; } = 3;

    /// <summary>The number of samples.</summary>
    [Range(0, 10_000)]
    public int Samples { get; init; }

    /// <summary>The random seed of the samples.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;
}
