namespace MixtureDensity;

/// <summary>The result of a training.</summary>
/// <param name="BestStep">The step of the best checkpoint, whose weights the network has.</param>
/// <param name="BestValidationLoss">The mean negative log-likelihood of the validation rows at the best checkpoint, in
/// nats. If the first evaluation was cancelled, it covers only some of the rows.</param>
/// <param name="Curve">All evaluations, in order.</param>
/// <param name="WasCancelled">Whether the training was cancelled.</param>
public sealed record TrainingResult(int BestStep, double BestValidationLoss, IReadOnlyList<TrainingProgress> Curve,
    bool WasCancelled)
{
    /// <summary>The temperature at which the network is best.</summary>
    internal Temperature Temperature { get; init; }
}
