namespace MixtureDensity;

/// <summary>The form of the components' covariances.</summary>
public enum Covariance
{
    /// <summary>Σₖ = diag(σₖ²): independent dimensions within a component.</summary>
    Diagonal,

    /// <summary>Σₖ = Lₖ Lₖᵀ, a full covariance for each component.</summary>
    Full,

    /// <summary>Σₖ = σₖ² I, one scale for all dimensions.</summary>
    Spherical,

    /// <summary>Σₖ = L Lᵀ, one full covariance for all components.</summary>
    Tied,
}
