namespace MixtureDensity;

/// <summary>The losses of a training at an evaluation on the validation rows.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="TrainingLoss">The mean negative log-likelihood over the batches since the last evaluation, in
/// nats; at step 0, before all batches, the validation loss.</param>
/// <param name="ValidationLoss">The mean negative log-likelihood of the validation rows, in nats.</param>
public readonly record struct TrainingProgress(int Step, double TrainingLoss, double ValidationLoss);
