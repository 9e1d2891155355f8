namespace MixtureDensity;

/// <summary>The activation function of the hidden layers.</summary>
public enum Activation
{
    /// <summary>tanh(a).</summary>
    Tanh,

    /// <summary>max(a, 0).</summary>
    ReLU,

    /// <summary>a / (1 + e⁻ᵃ), a smooth ReLU.</summary>
    SiLU,
}
