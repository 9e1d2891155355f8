namespace MixtureDensity;

/// <summary>
/// One mixture over numbers in plain double precision, p(x) = Σₖ πₖ N(x; μₖ, σₖ²), without tensors: it answers the questions
/// whose answers are searched for, such as quantiles, modes and highest-density regions.
/// </summary>
public sealed partial class ScalarMixture
{
    // Searches stop at this part of the smallest σ.
    private const double Resolution = 1e-13;

    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _logHeights; // log(πₖ / σₖ)

    // Keeps the components that have weight, with weights that sum to 1 in double precision too.
    internal ScalarMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales)
    {
        double total = 0;
        int count = 0;
        foreach (double weight in weights)
        {
            total += weight;
            count += weight > 0 ? 1 : 0;
        }
        _weights = new double[count];
        _means = new double[count];
        _scales = new double[count];
        _logHeights = new double[count];
        for (int k = 0, i = 0; k < weights.Length; k++)
        {
            if (!(weights[k] > 0))
                continue;
            _weights[i] = weights[k] / total;
            _means[i] = means[k];
            _scales[i] = scales[k];
            _logHeights[i] = Math.Log(_weights[i]) - Math.Log(scales[k]);
            i++;
        }
    }

    /// <summary>The mean, Σₖ πₖ μₖ.</summary>
    public double Mean
    {
        get
        {
            double mean = 0;
            for (int k = 0; k < _means.Length; k++)
                mean += _weights[k] * _means[k];
            return mean;
        }
    }

    /// <summary>The standard deviation, √(Σₖ πₖ (σₖ² + (μₖ − mean)²)).</summary>
    public double StandardDeviation
    {
        get
        {
            double mean = Mean, variance = 0;
            for (int k = 0; k < _means.Length; k++)
                variance += _weights[k] * (_scales[k] * _scales[k] + (_means[k] - mean) * (_means[k] - mean));
            return Math.Sqrt(variance);
        }
    }

    /// <summary>log p(x) in nats, finite wherever the true value is in range.</summary>
    public double LogDensity(double x)
    {
        double highest = HighestExponent(x);
        double sum = 0;
        for (int k = 0; k < _means.Length; k++)
            sum += Math.Exp(Exponent(k, x) - highest);
        return highest + Math.Log(sum) - StandardNormal.HalfLogTwoPi;
    }

    /// <summary>P(y ≤ x).</summary>
    public double Cdf(double x) => LowerTail(x, 1);

    /// <summary>The quantile x with P(y ≤ x) = p; −∞ and ∞ for 0 and 1.</summary>
    /// <remarks>The upper half is the lower half of the mirrored mixture, so that both tails keep their relative accuracy.</remarks>
    public double Quantile(double p) => p switch
    {
        0 => double.NegativeInfinity,
        1 => double.PositiveInfinity,
        <= 0.5 => LowerQuantile(p, 1),
        _ => -LowerQuantile(1 - p, -1),
    };

    /// <summary>−∫ p log p in nats.</summary>
    /// <remarks>
    /// Gauss-Legendre over cells of half a σ about every component. Where two components meet, the logarithm bends within a
    /// cell of the narrower one, but smoothly at that scale.
    /// </remarks>
    public double Entropy()
    {
        const int CellsPerScale = 2;
        const int Reach = 9; // Beyond 9σ lie 10⁻¹⁸ of a component.
        List<double> edges = [];
        for (int k = 0; k < _means.Length; k++)
        {
            for (int t = -Reach * CellsPerScale; t <= Reach * CellsPerScale; t++)
                edges.Add(_means[k] + _scales[k] * t / CellsPerScale);
        }
        edges.Sort();
        double entropy = 0;
        for (int i = 1; i < edges.Count; i++)
        {
            entropy -= GaussLegendre.Integrate(edges[i - 1], edges[i], x =>
            {
                double logDensity = LogDensity(x);
                return Math.Exp(logDensity) * logDensity;
            });
        }
        return entropy;
    }

    // log(πₖ/σₖ) − z²/2: the logarithm of a component's share of the density, but for the constant that all have.
    private double Exponent(int k, double x)
    {
        double z = (x - _means[k]) / _scales[k];
        return _logHeights[k] - 0.5 * z * z;
    }

    private double HighestExponent(double x)
    {
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
            highest = Math.Max(highest, Exponent(k, x));
        return highest;
    }

    /// <summary>P(y ≤ x) of the mixture, or with sign −1 of its mirror image about 0.</summary>
    private double LowerTail(double x, int sign)
    {
        double sum = 0;
        for (int k = 0; k < _means.Length; k++)
            sum += _weights[k] * StandardNormal.Cdf((x - sign * _means[k]) / _scales[k]);
        return sum;
    }

    /// <summary>The quantile for q ≤ ½ of the mixture, or with sign −1 of its mirror image: the root of log(P/q), which is nearly straight in the tail.</summary>
    private double LowerQuantile(double q, int sign)
    {
        // Φ(−z) ≤ exp(−z²/2)/2, so every component's own quantile lies between μ − zσ and μ, and the mixture's among them.
        double z = Math.Sqrt(-2 * Math.Log(2 * q));
        double low = double.PositiveInfinity, high = double.NegativeInfinity, finest = double.PositiveInfinity;
        for (int k = 0; k < _means.Length; k++)
        {
            low = Math.Min(low, sign * _means[k] - z * _scales[k]);
            high = Math.Max(high, sign * _means[k]);
            finest = Math.Min(finest, _scales[k]);
        }

        return RootFinder.Find(
            x =>
            {
                double tail = LowerTail(x, sign);
                return (Math.Log(tail / q), Math.Exp(LogDensity(sign * x)) / tail);
            },
            low, high, Resolution * finest);
    }
}
