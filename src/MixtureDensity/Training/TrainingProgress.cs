namespace MixtureDensity;

/// <summary>Where a fit stands after an evaluation on the held-out rows.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="TrainingLoss">The mean negative log-likelihood over the batches since the last evaluation, in
/// nats.</param>
/// <param name="ValidationLoss">The mean negative log-likelihood of the held-out rows, in nats.</param>
public readonly record struct TrainingProgress(int Step, double TrainingLoss, double ValidationLoss);
