namespace MixtureDensity;

/// <summary>
/// The distribution of a value as it was recorded: Σⱼ aⱼ δ(vⱼ) + (1 − Σⱼ aⱼ) p, with point masses aⱼ at values vⱼ. p is
/// a Gaussian mixture of y, or of log y, with each component truncated to the bounds and renormalised, and its values
/// rounded to a grid.
/// </summary>
/// <remarks>
/// On a grid of spacing h the density of a value is the probability of its cell over its width, P(y − h/2 ≤ X ≤ y +
/// h/2)/h, in log space without cancellation; no spike makes it larger than 1/h. Distribution function, quantiles,
/// probabilities and samples are those of the grid's values. Mean, standard deviation, CRPS, modes and regions are sums
/// over the cells, in a logarithm's long tail over groups of them; where they are many and narrow, those of the density
/// with Sheppard's corrections.
/// </remarks>
public sealed partial class ObservedMixture : ScalarDistribution
{
    private readonly TargetObservation _observation;
    private readonly ValueGrid _grid;
    private readonly LatentMixture _latent;
    private readonly double _origin; // from which the latent value is counted
    private readonly double _share; // 1 − Σⱼ aⱼ
    private readonly double[] _masses; // vⱼ, ascending
    private readonly double[] _probabilities; // aⱼ

    /// <param name="weights">The weights of the components, not normalised.</param>
    /// <param name="means">Their means, of the latent value, counted from the origin.</param>
    /// <param name="scales">Their standard deviations.</param>
    /// <param name="origin">The origin; 0 on the logarithmic scale.</param>
    /// <param name="probabilities">aⱼ.</param>
    /// <param name="observation">How the value is observed.</param>
    internal ObservedMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales,
        double origin, ReadOnlySpan<double> probabilities, TargetObservation observation)
    {
        (_observation, _origin) = (observation, origin);
        _grid = new ValueGrid(observation.Spacing, observation.GridOffset);
        _masses = [.. observation.PointMasses];
        _probabilities = probabilities.ToArray();
        double sum = _probabilities.Sum();
        for (int j = 0; j < _probabilities.Length && sum > 1; j++)
            _probabilities[j] /= sum;
        _share = weights.ContainsAnyInRange(double.Epsilon, double.MaxValue) ? Math.Max(0, 1 - sum) : 0;
        for (int j = 0; j < _probabilities.Length && _share == 0; j++)
            _probabilities[j] /= Math.Min(1, sum);
        var (lower, upper) = observation.LatentBounds(origin);
        _latent = new LatentMixture(weights, means, scales, lower, upper);
    }

    /// <summary>Creates the distribution.</summary>
    /// <param name="weights">The weights of the components πₖ ≥ 0; they are renormalised.</param>
    /// <param name="means">Their means μₖ, in units of y, or of log y on the logarithmic scale.</param>
    /// <param name="scales">Their standard deviations σₖ &gt; 0.</param>
    /// <param name="observation">How the value is observed.</param>
    /// <param name="massProbabilities">The probability of each point mass; their sum is at most 1.</param>
    /// <exception cref="ArgumentException">The lengths differ or a number is not in its range.</exception>
    public static ObservedMixture Create(ReadOnlySpan<double> weights, ReadOnlySpan<double> means,
        ReadOnlySpan<double> scales, TargetObservation observation, ReadOnlySpan<double> massProbabilities = default)
    {
        ArgumentNullException.ThrowIfNull(observation);
        if (!observation.IsValid)
            throw new ArgumentException("The observation contradicts itself: its spacing must be at least 0, its lower "
                + "bound below its upper one, its point masses ascending and within the bounds.", nameof(observation));
        if (weights.Length == 0 || weights.Length != means.Length || weights.Length != scales.Length)
            throw new ArgumentException(
                $"There are {weights.Length} weights, {means.Length} means and {scales.Length} scales.",
                nameof(weights));
        if (massProbabilities.Length != observation.PointMasses.Count)
            throw new ArgumentException($"There are {massProbabilities.Length} probabilities for "
                + $"{observation.PointMasses.Count} point masses.", nameof(massProbabilities));
        double total = 0, masses = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] >= 0 && double.IsFinite(weights[k])))
                throw new ArgumentException($"Weight {k} is {weights[k]}.", nameof(weights));
            if (!double.IsFinite(means[k]))
                throw new ArgumentException($"Mean {k} is {means[k]}.", nameof(means));
            if (!(scales[k] > 0 && double.IsFinite(scales[k])))
                throw new ArgumentException($"Scale {k} is {scales[k]}; it must be positive.", nameof(scales));
            total += weights[k];
        }
        foreach (double mass in massProbabilities)
            masses += mass >= 0 ? mass : double.NaN;
        if (!(masses <= 1 + 1e-9))
            throw new ArgumentException("The probabilities of point masses must be at least 0, their sum at most 1.",
                nameof(massProbabilities));
        return total > 0 ? new ObservedMixture(weights, means, scales, 0, massProbabilities, observation)
            : throw new ArgumentException("No weight is positive.", nameof(weights));
    }

    /// <summary>How the value is observed.</summary>
    public TargetObservation Observation => _observation;

    /// <summary>
    /// log p(y) in nats, per unit of y: on a grid log P(y − h/2 ≤ X ≤ y + h/2)/h. At a point mass it is the logarithm
    /// of its probability. −∞ where y is impossible.
    /// </summary>
    /// <param name="y">The value.</param>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    public override double LogDensity(double y)
    {
        if (double.IsInfinity(RequireNumber(y)))
            return double.NegativeInfinity;
        int mass = _observation.MassAt(y);
        if (_grid.Spacing == 0)
            return mass >= 0 ? Math.Log(_probabilities[mass]) : Math.Log(_share) + LogContinuousDensity(Latent(y));
        double logCell = Math.Log(_share) + _latent.LogProbability(LowerEdge(y), UpperEdge(y));
        return mass >= 0 ? LogSumExp.Compute(Math.Log(_probabilities[mass]), logCell)
            : logCell - Math.Log(_grid.Spacing);
    }

    /// <inheritdoc/>
    public override double Cdf(double y)
    {
        double below = _latent.Cdf(UpperEdge(FloorToGrid(RequireNumber(y))));
        double masses = MassBetween(double.NegativeInfinity, y);
        return below == 1 && y >= _masses.LastOrDefault(double.NegativeInfinity)
            ? 1 : Math.Min(1, masses + _share * below);
    }

    /// <inheritdoc/>
    public override double Survival(double y)
    {
        double above = _latent.Survival(UpperEdge(FloorToGrid(RequireNumber(y))));
        double masses = MassBetween(y, double.PositiveInfinity);
        return above == 1 && y < _masses.FirstOrDefault(double.PositiveInfinity)
            ? 1 : Math.Min(1, masses + _share * above);
    }

    /// <inheritdoc/>
    public override double Probability(double lower, double upper)
    {
        RequireInterval(lower, upper);
        return Math.Min(1, MassBetween(lower, upper)
            + _share * _latent.Probability(UpperEdge(FloorToGrid(lower)), UpperEdge(FloorToGrid(upper))));
    }

    /// <inheritdoc/>
    public override double Probability(Interval interval)
    {
        RequireInterval(interval.Lower, interval.Upper);
        double low = LowerEdge(CeilingToGrid(interval.Lower)), high = UpperEdge(FloorToGrid(interval.Upper));
        double masses = MassBetween(interval.Lower, interval.Upper) + MassAt(interval.Lower);
        return Math.Min(1, masses + (low < high ? _share * _latent.Probability(low, high) : 0));
    }

    /// <inheritdoc/>
    public override double Pit(double y, double u)
    {
        RequirePosition(u);
        double mass = MassAt(RequireNumber(y)), before = MassBetween(double.NegativeInfinity, y) - mass;
        double low = LowerEdge(y), jump = mass;
        if (_grid.Spacing > 0 && double.IsFinite(y))
            jump += _share * _latent.Probability(low, UpperEdge(y));
        return Math.Clamp(before + _share * _latent.Cdf(low) + u * jump, 0, 1);
    }

    /// <inheritdoc/>
    public override double Sample(Random random)
    {
        double remainder = random.NextDouble();
        for (int j = 0; j < _masses.Length; j++)
        {
            if ((remainder -= _probabilities[j]) < 0)
                return _masses[j];
        }
        return _share > 0 ? Recorded(_latent.Sample(random)) : _masses[^1];
    }

    /// <summary>
    /// The point masses, the mixture, and how its values are recorded: 0.2 at 0 + 0.8 (1 N(4.3, 0.4²)), at least 0,
    /// rounded to 0.1.
    /// </summary>
    public override string ToString()
    {
        var (h, lower, upper) = (_observation.Spacing, _observation.Lower, _observation.Upper);
        string mixture = _latent.Describe(_origin) + (_observation.IsLogarithmic ? " of log y" : "");
        string parts = string.Join(" + ", [.. _masses.Zip(_probabilities, (v, a) => Text($"{a:G3} at {v:G6}")),
            Text($"{_share:G3} ({mixture})")]);
        return parts + (double.IsInfinity(lower) ? "" : Text($", at least {lower:G6}"))
            + (double.IsInfinity(upper) ? "" : Text($", at most {upper:G6}"))
            + (h > 0 ? Text($", rounded to {h:G4}") : "");

        static string Text(FormattableString text) => FormattableString.Invariant(text);
    }

    /// <summary>
    /// log p(y) of the mixture before rounding, without the point masses, at the y of a latent value.
    /// </summary>
    private double LogContinuousDensity(double s) =>
        // dy = y ds on the logarithmic scale.
        double.IsInfinity(s) ? double.NegativeInfinity
            : _latent.LogDensity(s) - (_observation.IsLogarithmic ? s : 0);

    /// <summary>The latent value, counted from the origin.</summary>
    private double Latent(double y) => _observation.Latent(y, 0, _origin);

    /// <summary>The observed value of a latent one that is counted from the origin, before rounding.</summary>
    private double Observed(double s) => _observation.Observed(s + _origin);

    /// <summary>The recorded value of a latent one.</summary>
    private double Recorded(double s) =>
        Math.Clamp(_grid.Round(Observed(s)), _observation.Lower, _observation.Upper);

    /// <summary>The latent ends of the cell about a value; the value's own without a grid.</summary>
    private double LowerEdge(double y) => _observation.Latent(y, -0.5 * _grid.Spacing, _origin);

    private double UpperEdge(double y) => _observation.Latent(y, 0.5 * _grid.Spacing, _origin);

    private double FloorToGrid(double y) =>
        _grid.Spacing > 0 && double.IsFinite(y) ? _grid.Value(_grid.Floor(y)) : y;

    private double CeilingToGrid(double y) =>
        _grid.Spacing > 0 && double.IsFinite(y) ? _grid.Value(_grid.Ceiling(y)) : y;

    /// <summary>The probability of the point mass at a value.</summary>
    private double MassAt(double y)
    {
        int mass = _observation.MassAt(y);
        return mass < 0 ? 0 : _probabilities[mass];
    }

    /// <summary>The probability of the point masses above one value and not above another.</summary>
    private double MassBetween(double above, double upTo)
    {
        double sum = 0;
        for (int j = 0; j < _masses.Length; j++)
        {
            if (_masses[j] > above && _masses[j] <= upTo)
                sum += _probabilities[j];
        }
        return sum;
    }
}
