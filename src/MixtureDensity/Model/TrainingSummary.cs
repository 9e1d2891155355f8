using System.Text.Json.Serialization;

namespace MixtureDensity;

/// <summary>A summary of the training of a model, stored in its file.</summary>
/// <param name="Rows">The number of training rows.</param>
/// <param name="Seed">The random seed.</param>
/// <param name="OutOfFold">The cross-validated mean negative log-likelihood, in nats.</param>
/// <param name="WasCancelled">Whether the training was interrupted.</param>
/// <param name="Versions">The versions of the packages used, by name.</param>
public sealed record TrainingSummary(
    int Rows, int Seed, Estimate OutOfFold, bool WasCancelled, IReadOnlyDictionary<string, string> Versions)
{
    /// <summary>The column of the rows' weights; null if all counted the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WeightColumn { get; init; }
}
