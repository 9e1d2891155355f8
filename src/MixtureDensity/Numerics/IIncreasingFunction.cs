namespace MixtureDensity;

/// <summary>An increasing function of one variable, with its derivatives.</summary>
internal interface IIncreasingFunction
{
    /// <summary>The value and the derivatives at a point.</summary>
    LocalExpansion At(double x);
}
