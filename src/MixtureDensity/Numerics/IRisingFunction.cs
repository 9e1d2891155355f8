namespace MixtureDensity;

/// <summary>A rising function of one unknown that knows its slope.</summary>
internal interface IRisingFunction
{
    /// <summary>The function at a point.</summary>
    LocalExpansion At(double x);
}
