using System.Text.Json;

namespace MixtureDensity.Tests.Support;

/// <summary>What Reference/reference.py computed outside .NET, to 50 digits; the script says how.</summary>
internal sealed record Reference(NormalCdfValue[] NormalCdf, ScalarReference[] Scalar, VectorReference[] Vector)
{
    private static readonly JsonSerializerOptions Names =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Reference Values { get; } = JsonSerializer.Deserialize<Reference>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "reference.json")), Names)!;

    public static TheoryData<string> ScalarNames => [.. Values.Scalar.Select(s => s.Name)];

    public static TheoryData<string> VectorNames => [.. Values.Vector.Select(s => s.Name)];

    public static ScalarReference ScalarOf(string name) => Values.Scalar.Single(s => s.Name == name);

    public static VectorReference VectorOf(string name) => Values.Vector.Single(s => s.Name == name);
}

internal sealed record NormalCdfValue(double Z, double P);

internal sealed record ScalarReference(
    string Name, double[] Weights, double[] Means, double[] Scales,
    double Mean, double Variance, double Entropy, double Effective,
    ModeValue[] Modes, RegionValue[] Regions, PointValue[] Points, QuantileValue[] Quantiles)
{
    public PlainMixture Mixture => new(Weights, Means, Scales);
}

internal sealed record ModeValue(double Y, double Density);

internal sealed record RegionValue(double Level, double[][] Intervals);

internal sealed record PointValue(double Y, double LogProb, double Cdf, double Crps);

internal sealed record QuantileValue(double P, double Y);

internal sealed record VectorReference(
    string Name, double[] Weights, double[][] Means, double[][][] Factors,
    double[] Mean, double[][] Covariance, VectorPointValue[] Points);

internal sealed record VectorPointValue(double[] Y, double LogProb, double[] Marginals, double[] Conditionals);
