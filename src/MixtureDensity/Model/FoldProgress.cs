namespace MixtureDensity;

/// <summary>Where the fit of one network of a model stands.</summary>
/// <param name="Network">Which network, from 0.</param>
/// <param name="Networks">How many networks are fitted in all, those included that the model is not made of in the end.</param>
/// <param name="Kind">What kind of network it is.</param>
/// <param name="Progress">Its last evaluation; step 0 and losses of NaN where it learns from all rows, and so has none.</param>
/// <param name="Steps">The most steps that its fit takes.</param>
/// <param name="IsDone">Whether its fit is over.</param>
public readonly record struct FoldProgress(int Network, int Networks, string Kind, FitProgress Progress, int Steps, bool IsDone);
