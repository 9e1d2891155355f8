using System.Globalization;

namespace MixtureDensity;

/// <summary>A model would be larger than what a model file holds.</summary>
/// <param name="networks">How many networks it would have.</param>
/// <param name="weights">How many weights they would have together.</param>
public sealed class ModelSizeException(long networks, long weights)
    : Exception(string.Create(CultureInfo.InvariantCulture,
    $"The model would have {networks:N0} networks with {weights:N0} weights together; a file holds at most "
        + $"{ModelFile.MaxNetworks:N0} with {ModelFile.MaxWeights:N0}."));
