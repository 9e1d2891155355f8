namespace MixtureDensity;

// Quantiles.
public sealed partial class ObservedMixture
{
    // A probability that equals that of a jump, but for rounding, belongs to the jump.
    private const double Rounding = 1e-14;

    /// <summary>The quantiles: the least y with P(Y ≤ y) ≥ p, on the grid where there is one.</summary>
    /// <param name="p">The probabilities, in any order.</param>
    /// <param name="quantiles">Receives the quantiles; the ends of the support for p = 0 and 1.</param>
    /// <exception cref="ArgumentException">The span of quantiles is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is outside [0, 1].</exception>
    public override void Quantiles(ReadOnlySpan<double> p, Span<double> quantiles)
    {
        RequireRoom(p, quantiles);
        foreach (double probability in p)
            RequireProbability(probability);
        // One search finds all quantiles of the mixture; the median fills the place of a quantile at a point mass.
        double[] parts = new double[p.Length], found = new double[p.Length];
        var masses = new double?[p.Length];
        (double, double)[] jumps = Jumps();
        for (int i = 0; i < p.Length; i++)
            (masses[i], parts[i]) = Split(p[i], jumps);
        if (Array.Exists(masses, m => m is null))
            _latent.Quantiles(parts, found);
        for (int i = 0; i < p.Length; i++)
            quantiles[i] = masses[i] ?? OnGrid(found[i], parts[i]);
    }

    /// <summary>The probability of the mixture's values below each point mass, and P(Y ≤ v).</summary>
    private (double Below, double UpTo)[] Jumps() => [.. _masses.Select(v => (
        _share * _latent.Cdf(_grid.Spacing > 0 ? LowerEdge(CeilingToGrid(v)) : Latent(v)), Cdf(v)))];

    /// <summary>The point mass that is a quantile or, elsewhere, the probability of the mixture's quantile.</summary>
    private (double? Mass, double Part) Split(double p, (double Below, double UpTo)[] jumps)
    {
        if (p is 0 or 1)
            return (End(p), 0.5);
        double before = 0, last = 0;
        for (int j = 0; j < _masses.Length; j++)
        {
            if (_probabilities[j] == 0)
                continue;
            if (p <= (before + jumps[j].Below) * (1 + Rounding))
                break;
            before += _probabilities[j];
            last = _masses[j];
            if (p <= jumps[j].UpTo * (1 + Rounding))
                return (last, 0.5);
        }
        return _share > 0 ? (null, Math.Clamp((p - before) / _share, 0, 1)) : (last, 0.5);
    }

    /// <summary>An end of the support, for p = 0 and 1.</summary>
    private double End(double p)
    {
        IEnumerable<double> ends = _masses.Where((_, j) => _probabilities[j] > 0);
        if (_share > 0)
            ends = ends.Append(OnGrid(_latent.Quantile(p), p));
        return p == 0 ? ends.Min() : ends.Max();
    }

    /// <summary>The recorded value that is a quantile of the mixture, given the latent quantile.</summary>
    private double OnGrid(double s, double p)
    {
        double y = Observed(s);
        if (_grid.Spacing == 0 || !double.IsFinite(y))
            return y;
        double n = _grid.Nearest(y), upper = UpperEdge(_grid.Value(n));
        // As far as the search for s may be off.
        double error = 1e-12 * _latent.SmallestScale + 1e-15 * Math.Abs(s);
        if (p > 0 && _latent.Cdf(UpperEdge(_grid.Value(n - 1))) >= p * (1 - Rounding))
            n--;
        else if (!(s < upper - error) && _latent.Cdf(upper) < p * (1 - Rounding))
            n++;
        return Math.Clamp(_grid.Value(n), _observation.Lower, _observation.Upper);
    }
}
