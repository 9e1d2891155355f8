using System.Globalization;

namespace MixtureDensity;

/// <summary>A model would exceed the limits of a model file.</summary>
/// <param name="networks">The number of networks.</param>
/// <param name="weights">The number of weights of all networks.</param>
public sealed class ModelSizeException(long networks, long weights)
    : Exception(string.Create(CultureInfo.InvariantCulture,
        $"The model would have {networks:N0} networks with {weights:N0} weights together; a file holds at most "
        + $"{ModelFile.MaxNetworks:N0} with {ModelFile.MaxWeights:N0}."));
