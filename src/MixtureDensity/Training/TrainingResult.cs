namespace MixtureDensity;

/// <summary>What a fit did.</summary>
/// <param name="BestStep">The step whose weights the network now has.</param>
/// <param name="BestValidationLoss">Their mean negative log-likelihood on the held-out rows, in nats; on the first of
/// these alone where the fit was cancelled while they were looked at for the first time.</param>
/// <param name="Curve">Every evaluation, in order.</param>
/// <param name="WasCancelled">Whether it was stopped before it was done.</param>
public sealed record TrainingResult(int BestStep, double BestValidationLoss, IReadOnlyList<TrainingProgress> Curve,
    bool WasCancelled);
