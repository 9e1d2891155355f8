namespace MixtureDensity;

/// <summary>A model, and what its training showed.</summary>
/// <param name="Model">The model.</param>
/// <param name="Kind">The kind of its networks, in words.</param>
/// <param name="HeldOut">
/// The scores of all rows, each predicted by one network that was not fitted to it; null where the training was interrupted. The
/// same rows chose the step at which that network is best, and the kind of network, so that rows of another table may score a little
/// worse; those of the model, which averages several networks, a little better.
/// </param>
/// <param name="Baselines">The same rows and folds under simpler models.</param>
/// <param name="Curves">The evaluations of each network's fit, in order.</param>
/// <param name="Duration">How long it took. The model does not know, so that the same fit makes the same file.</param>
public sealed record ModelFit(
    DensityModel Model, string Kind, Evaluation? HeldOut, IReadOnlyList<Baseline> Baselines, IReadOnlyList<IReadOnlyList<FitProgress>> Curves, TimeSpan Duration);

/// <summary>What a simpler model scores.</summary>
/// <param name="Name">What it is.</param>
/// <param name="NegativeLogLikelihood">Its mean negative log-likelihood on held-out rows, in nats.</param>
public sealed record Baseline(string Name, Estimate NegativeLogLikelihood);
