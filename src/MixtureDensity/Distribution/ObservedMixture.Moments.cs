namespace MixtureDensity;

// Moments and the CRPS.
public sealed partial class ObservedMixture
{
    /// <inheritdoc/>
    public override double Mean => _origin + Moments.Mean;

    /// <inheritdoc/>
    public override double StandardDeviation => Math.Sqrt(Moments.Variance);

    /// <inheritdoc/>
    internal override double SquaredError(double y) => (y - _origin - Moments.Mean) * (y - _origin - Moments.Mean);

    // The mean, counted from the origin, and the variance. Two threads may both compute it, which is harmless; so with
    // the tables below.
    private (double Mean, double Variance) Moments => (_moments ??= new Lazy<(double, double)>(ComputeMoments)).Value;

    private Lazy<(double Mean, double Variance)>? _moments;

    /// <summary>The cells, if all is computed from them; null elsewhere.</summary>
    private CellTable? Cells => Tables.Cells;

    /// <summary>What the moments and the CRPS are summed over; null where they are integrals.</summary>
    private CellTable? Sums => Tables.Sums;

    private (CellTable? Cells, CellTable? Sums) Tables =>
        (_tables ??= new Lazy<(CellTable?, CellTable?)>(CreateTables)).Value;

    private Lazy<(CellTable? Cells, CellTable? Sums)>? _tables;

    /// <inheritdoc/>
    public override double Crps(double y)
    {
        if (double.IsInfinity(RequireNumber(y)))
            return double.PositiveInfinity;
        if (Sums is { } cells)
            return cells.Crps(y);
        // Between two values of a grid it is linear.
        double onGrid = FloorToGrid(y), rest = y == onGrid ? 0 : (2 * Cdf(onGrid) - 1) * (y - onGrid);
        return Math.Max(0, ContinuousCrps(onGrid) - RoundingOfCrps(onGrid) + rest);
    }

    /// <summary>The CRPS before rounding.</summary>
    private double ContinuousCrps(double y)
    {
        if (_masses.Length == 0 && !_observation.IsLogarithmic && !_latent.IsBounded)
            return _latent.Heights.Crps(y - _origin);
        Interval essential = _latent.Essential(_observation.IsLogarithmic);
        double low = Observed(essential.Lower), high = Observed(essential.Upper);
        double[] ends = [.. _masses.Append(y).Append(low).Append(high).Where(double.IsFinite).Distinct().Order()];
        double sum = 0;
        for (int i = 1; i < ends.Length; i++)
        {
            double from = ends[i - 1], to = ends[i];
            bool isAbove = from >= y;
            // The probability of the masses on the side of y that the integrand is about.
            double masses = isAbove ? MassBetween(from, double.PositiveInfinity)
                : MassBetween(double.NegativeInfinity, from);
            if (to <= low || from >= high)
            {
                double part = masses + (isAbove == to <= low ? _share : 0);
                sum += part * part * (to - from);
                continue;
            }
            sum += AdaptiveQuadrature.Integrate(s =>
            {
                double part = masses + _share * (isAbove ? _latent.Survival(s) : _latent.Cdf(s));
                // As a logarithm, for exp s may be too large where the square is 0.
                return _observation.IsLogarithmic ? Math.Exp(s + 2 * Math.Log(part)) : part * part;
            }, Latent(from), Latent(to));
        }
        return sum;
    }

    /// <summary>
    /// What rounding to a fine grid takes from the CRPS: the difference of an integral of g = (P(Y ≤ x) − 1{x ≥ y})²
    /// and the sum over the cells' edges. By Euler and Maclaurin it is −h²/24 of each jump of g′ in the middle of a
    /// cell, and h²/12 of that at a bound, where an edge lies.
    /// </summary>
    private double RoundingOfCrps(double y)
    {
        if (_grid.Spacing == 0)
            return 0;
        double sum = DensityAtLatent(Latent(y)), half = 0.5 * _grid.Spacing;
        for (int j = 0; j < _masses.Length; j++)
            sum -= _probabilities[j] * DensityAtLatent(Latent(_masses[j]));
        sum += 2 * Error(_observation.Lower - half) * DensityAtLatent(_latent.Lower);
        sum -= 2 * Error(_observation.Upper + half) * DensityAtLatent(_latent.Upper);
        return _share * sum * _grid.Spacing * _grid.Spacing / 12;

        // P(Y ≤ x) − 1{x ≥ y}.
        double Error(double x) => double.IsInfinity(x) ? 0 : Cdf(x) - (x >= y ? 1 : 0);
    }

    private double DensityAtLatent(double s) => Math.Exp(LogContinuousDensity(s));

    /// <summary>
    /// The moments after rounding to a fine grid: the mean loses h²/12 [p] and the mean of (y − c)² gains h²/12 (1 −
    /// 2 [(y − c) p]), where [·] is the difference of both ends of the support (W. F. Sheppard, 1898, for none).
    /// </summary>
    private (double Mean, double Variance) Rounded(double mean, double variance)
    {
        double unit = _grid.Spacing * _grid.Spacing / 12, shift = 0, spread = unit;
        if (!double.IsInfinity(_latent.Upper))
            AddEnd(_latent.Upper, 1);
        if (!double.IsInfinity(_latent.Lower))
            AddEnd(_latent.Lower, -1);
        return (mean - shift, Math.Max(0, variance + spread - shift * shift));

        // On the logarithmic scale the origin is 0.
        void AddEnd(double s, int sign)
        {
            double density = sign * unit * DensityAtLatent(s);
            shift += density;
            spread -= 2 * (_observation.Observed(s) - mean) * density;
        }
    }

    private (double, double) ComputeMoments()
    {
        double mean, variance;
        if (_grid.Spacing > 0 && _share > 0 && !_observation.IsBounded && !_observation.IsLogarithmic)
            (mean, variance) = _latent.RoundedMoments(_grid.Step, _grid.Value(0) - _origin);
        else if (Sums is { } cells)
            return cells.Moments(_origin);
        else
        {
            (mean, variance) = _latent.Moments(_observation.IsLogarithmic);
            if (_grid.Spacing > 0)
                (mean, variance) = Rounded(mean, variance);
        }
        double total = _share > 0 ? _share * mean : 0;
        for (int j = 0; j < _masses.Length; j++)
            total += _probabilities[j] * (_masses[j] - _origin);
        if (double.IsInfinity(total))
            return (total, double.PositiveInfinity);
        double square = _share > 0 ? _share * (variance + (mean - total) * (mean - total)) : 0;
        for (int j = 0; j < _masses.Length; j++)
            square += _probabilities[j] * (_masses[j] - _origin - total) * (_masses[j] - _origin - total);
        return (total, square);
    }
}
