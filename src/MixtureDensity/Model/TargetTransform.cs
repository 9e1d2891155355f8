namespace MixtureDensity;

/// <summary>On which scale a mixture models a target.</summary>
public enum TargetTransform
{
    /// <summary>
    /// The logarithm of a single, positive target where that is plainly less skewed and scores better on out-of-fold
    /// rows; the target itself otherwise.
    /// </summary>
    Auto,

    /// <summary>The target itself.</summary>
    None,

    /// <summary>Its logarithm.</summary>
    Log,
}
