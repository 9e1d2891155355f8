namespace MixtureDensity;

/// <summary>The value and the derivatives of a function at a point.</summary>
/// <param name="X">The point.</param>
/// <param name="Value">The value there.</param>
/// <param name="Slope">The first derivative there.</param>
/// <param name="SecondDerivative">The second derivative there.</param>
/// <param name="ThirdDerivativeBound">An upper bound of the absolute third derivative near the point.</param>
internal readonly record struct LocalExpansion(double X, double Value, double Slope, double SecondDerivative,
    double ThirdDerivativeBound);
