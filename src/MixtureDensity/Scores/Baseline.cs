namespace MixtureDensity;

/// <summary>The score of a baseline model.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="NegativeLogLikelihood">The mean negative log-likelihood of out-of-fold rows, in nats.</param>
/// <param name="Difference">The mean of the difference to the model's on the same rows, in nats, positive where the
/// model
/// is better; its standard error is that of paired differences.</param>
public sealed record Baseline(string Name, Estimate NegativeLogLikelihood, Estimate Difference)
{
    /// <summary>The name of the baseline that ignores the inputs: the distribution of the targets over all rows.
    /// </summary>
    public const string Marginal = "marginal distribution";
}
