using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>One mixture over numbers in plain doubles: what the library's answers are held against.</summary>
internal sealed record PlainMixture(double[] Weights, double[] Means, double[] Scales)
{
    public int Components => Weights.Length;

    /// <summary>As a mixture of the library, of batch shape [].</summary>
    public GaussianMixture As(ScalarType dtype) => GaussianMixture.Scalar(
        tensor(Weights, ScalarType.Float64).log().to(dtype),
        tensor(Means, ScalarType.Float64).to(dtype),
        tensor(Scales, ScalarType.Float64).to(dtype));

    /// <summary>One row of a batch, with its numbers as they were rounded to the mixture's dtype.</summary>
    public static PlainMixture From(GaussianMixture mixture, int row = 0)
    {
        int k = (int)mixture.Components;
        double[] Row(Tensor values) => values.Doubles()[(row * k)..((row + 1) * k)];
        double[] weights = [.. Row(mixture.LogWeights).Select(Math.Exp)];
        double total = weights.Sum();
        return new([.. weights.Select(w => w / total)], Row(mixture.Means), Row(mixture.Scales));
    }

    /// <summary>The same numbers, rounded as a dtype rounds them.</summary>
    public PlainMixture RoundedTo(ScalarType dtype) => From(As(dtype));

    /// <summary>A direct sum of normal densities.</summary>
    public double Density(double y) => Sum((w, m, s) => w * Plain.NormalDensity(y, m, s));

    /// <summary>The logarithm of the sum, with the largest term taken out.</summary>
    public double LogDensity(double y)
    {
        double[] terms = [.. Enumerable.Range(0, Components).Select(k =>
            Math.Log(Weights[k]) - Math.Log(Scales[k]) - 0.5 * Math.Log(2 * Math.PI) - 0.5 * Math.Pow(
                (y - Means[k]) / Scales[k], 2))];
        double largest = terms.Max();
        return largest + Math.Log(terms.Sum(t => Math.Exp(t - largest)));
    }

    public double Cdf(double y) => Sum((w, m, s) => w * Plain.NormalCdf((y - m) / s));

    public double Mean => Sum((w, m, s) => w * m);

    /// <summary>∫ f over everything within 12σ of a mean, on cells that suit the components about them.</summary>
    public double Integral(Func<double, double> f, double low = double.NegativeInfinity,
        double high = double.PositiveInfinity)
    {
        double[] edges = [.. Edges().Append(low).Append(high).Where(e => e >= low && e <= high && double.IsFinite(e))
            .Order()];
        return edges.Zip(edges[1..], (a, b) => a == b ? 0 : Plain.Integral(f, a, b, 2)).Sum();
    }

    /// <summary>Points about every mean, a tenth of a σ apart.</summary>
    public IEnumerable<double> Edges(double reach = 12) =>
        from k in Enumerable.Range(0, Components)
        where Weights[k] > 0
        from t in Enumerable.Range((int)(-10 * reach), (int)(20 * reach) + 1)
        select Means[k] + Scales[k] * t / 10;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"weights [{Text(Weights)}], means [{Text(Means)}], scales [{Text(Scales)}]");

    private static string Text(double[] values) =>
        string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private double Sum(Func<double, double, double, double> term) =>
        Enumerable.Range(0, Components).Where(k => Weights[k] > 0).Sum(k => term(Weights[k], Means[k], Scales[k]));
}
