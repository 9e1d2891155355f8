using System.ComponentModel.DataAnnotations;

namespace MixtureDensity.Onnx;

/// <summary>The options of an exported graph.</summary>
public sealed record OnnxOptions
{
    /// <summary>The probabilities of the quantiles; none leaves the output out.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public IReadOnlyList<double> Quantiles { get; init; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>Whether the targets are inputs too, and their log density is an output.</summary>
    public bool LogDensity { get; init; }
}
