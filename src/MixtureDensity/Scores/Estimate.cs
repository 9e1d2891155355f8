using System.Globalization;

namespace MixtureDensity;

/// <summary>A mean over rows with its standard error.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">The standard error, s/√n; NaN for a single row.</param>
public readonly record struct Estimate(double Mean, double StandardError)
{
    /// <summary>Computes the mean and its standard error from the values of the rows.</summary>
    public static Estimate From(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return new Estimate(mean, Math.Sqrt(variance / values.Count));
    }

    /// <summary>The mean and its standard error, to four significant digits: 0.6341 ± 0.09901.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mean:G4} ± {StandardError:G4}");
}
