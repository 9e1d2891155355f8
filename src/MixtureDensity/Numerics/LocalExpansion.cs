namespace MixtureDensity;

/// <summary>A rising function at a point.</summary>
/// <param name="X">The point.</param>
/// <param name="Value">The value there.</param>
/// <param name="Slope">The first derivative there.</param>
/// <param name="SecondDerivative">The second derivative there.</param>
/// <param name="ThirdDerivativeBound">What the third derivative does not exceed in the neighbourhood, whatever its
/// sign.</param>
internal readonly record struct LocalExpansion(double X, double Value, double Slope, double SecondDerivative,
    double ThirdDerivativeBound);
