namespace MixtureDensity;

/// <summary>What a component's covariance may be.</summary>
public enum Covariance
{
    /// <summary>Σₖ = diag(σₖ²): independent dimensions within a component.</summary>
    Diagonal,

    /// <summary>Σₖ = Lₖ Lₖᵀ, any covariance.</summary>
    Full,

    /// <summary>Σₖ = σₖ² I, one scale for all dimensions.</summary>
    Spherical,

    /// <summary>Σₖ = L Lᵀ, any covariance, the same for all components.</summary>
    Tied,
}
