namespace MixtureDensity.Tests.Support;

/// <summary>
/// A mixture and how it is observed, with its distribution function as the definition has it: sums of normal
/// distribution functions, and none of the library's code.
/// </summary>
internal sealed record ObservedCase(PlainMixture Plain, TargetObservation Observation, params double[] Masses)
{
    /// <summary>All combinations of rounding, point masses, bounds and logarithm.</summary>
    public static IReadOnlyDictionary<string, ObservedCase> All { get; } = new Dictionary<string, ObservedCase>
    {
        ["rounded"] = new(new([0.6, 0.4], [1.3, 6], [0.7, 1.5]), new() { Spacing = 1 }),
        ["rounded to tenths from 0.05"] =
            new(new([0.6, 0.4], [1.3, 2], [0.07, 0.2]), new() { Spacing = 0.1, GridOffset = 0.05 }),
        ["rounded coarsely"] = new(new([0.5, 0.5], [2, 30], [0.5, 3]), new() { Spacing = 10 }),
        ["rounded finely"] = new(new([0.3, 0.7], [1.3, 5], [0.5, 1.5]), new() { Spacing = 0.05 }),
        ["masses"] = new(new([0.6, 0.4], [1, 6], [0.7, 1.5]), new() { PointMasses = [0, 3.3] }, 0.25, 0.1),
        ["a lower bound"] = new(new([0.3, 0.5, 0.2], [-1.5, 2, 0.1], [0.7, 1.5, 0.3]), new() { Lower = 0 }),
        ["an upper bound"] = new(new([0.3, 0.7], [1.5, 5], [0.7, 1.5]), new() { Upper = 4 }),
        ["both bounds"] =
            new(new([0.3, 0.3, 0.4], [-0.4, 0.3, 1.5], [0.2, 0.1, 0.3]), new() { Lower = 0, Upper = 1 }),
        ["log"] = new(new([0.6, 0.4], [0, 1.5], [0.5, 0.3]), new() { IsLogarithmic = true }),
        ["rounded, masses"] =
            new(new([0.6, 0.4], [35, 44], [6, 3]), new() { Spacing = 1, PointMasses = [0, 40] }, 0.2, 0.3),
        ["rounded finely, masses"] =
            new(new([0.6, 0.4], [3.5, 4.4], [0.6, 0.5]), new() { Spacing = 0.05, PointMasses = [0, 4] }, 0.2, 0.3),
        ["rounded, bounds"] =
            new(new([0.5, 0.5], [-0.5, 3], [1, 2]), new() { Spacing = 1, Lower = 0, Upper = 8 }),
        ["rounded finely, bounds"] =
            new(new([0.5, 0.5], [-0.5, 3], [1, 2]), new() { Spacing = 0.05, Lower = 0, Upper = 8 }),
        ["rounded, a mean far below the bound"] =
            new(new([0.6, 0.4], [-2, 0.3], [0.1, 0.3]), new() { Spacing = 0.01, Lower = 0 }),
        ["rounded, log"] =
            new(new([0.6, 0.4], [0.5, 2], [0.5, 0.3]), new() { Spacing = 1, IsLogarithmic = true }),
        ["rounded finely, log"] =
            new(new([0.6, 0.4], [1, 2], [0.3, 0.2]), new() { Spacing = 0.005, IsLogarithmic = true }),
        ["masses, bounds"] =
            new(new([0.7, 0.3], [1, -1], [0.7, 1.5]), new() { PointMasses = [0], Lower = 0 }, 0.35),
        ["masses, log"] =
            new(new([0.6, 0.4], [0, 1.5], [0.5, 0.3]), new() { PointMasses = [0, 5], IsLogarithmic = true }, 0.3, 0.2),
        ["bounds, log"] =
            new(new([0.6, 0.4], [-0.3, 2.5], [0.5, 0.6]), new() { Lower = 1, Upper = 12, IsLogarithmic = true }),
        ["rounded, masses, bounds"] = new(new([0.6, 0.4], [2, 9], [2, 3]),
            new() { Spacing = 1, PointMasses = [0, 10], Lower = 0, Upper = 10 }, 0.2, 0.3),
        ["rounded, masses, log"] = new(new([0.6, 0.4], [0.5, 2], [0.5, 0.3]),
            new() { Spacing = 1, PointMasses = [0, 10], IsLogarithmic = true }, 0.2, 0.3),
        ["all four"] = new(new([0.6, 0.4], [0.5, 2], [0.5, 0.6]),
            new() { Spacing = 1, PointMasses = [0, 10], Lower = 0, Upper = 20, IsLogarithmic = true }, 0.2, 0.3),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public ObservedMixture Mixture =>
        ObservedMixture.Create(Plain.Weights, Plain.Means, Plain.Scales, Observation, Masses);

    public bool IsRounded => Observation.Spacing > 0;

    /// <summary>Half the width of a cell, or 0.</summary>
    private double Half => Observation.Spacing / 2;

    private double Low => Latent(Observation.Lower - Half);

    private double High => Latent(Observation.Upper + Half);

    /// <summary>
    /// The probabilities of each component below and between the bounds, by upper tails (sign −1) where the mean is
    /// below the lower bound.
    /// </summary>
    private (int Sign, double Below, double Between)[] Bounds => field ??=
    [
        .. Plain.Means.Select((mean, k) =>
        {
            int sign = Low > mean ? -1 : 1;
            double below = Φ(Low, k, sign);
            return (sign, below, Φ(High, k, sign) - below);
        }),
    ];

    /// <summary>Whether a number is a value of the grid.</summary>
    public bool IsOnGrid(double y)
    {
        double n = (y - Observation.GridOffset) / Observation.Spacing;
        return IsRounded && Math.Abs(n - Math.Round(n)) < 1e-9;
    }

    /// <summary>P(Y ≤ y), for y between grid values or at one.</summary>
    public double Cdf(double y)
    {
        double sum = 0;
        for (int j = 0; j < Masses.Length; j++)
            sum += Observation.PointMasses[j] <= y ? Masses[j] : 0;
        double edge = IsRounded ? Observation.GridOffset + Observation.Spacing
            * Math.Floor((y - Observation.GridOffset) / Observation.Spacing + 1e-9) + Half : y;
        return sum + (1 - Masses.Sum()) * ContinuousCdf(edge);
    }

    /// <summary>P(Y = y).</summary>
    public double Jump(double y)
    {
        double sum = 0;
        for (int j = 0; j < Masses.Length; j++)
            sum += Observation.PointMasses[j] == y ? Masses[j] : 0;
        return sum + (IsOnGrid(y) ? (1 - Masses.Sum()) * (ContinuousCdf(y + Half) - ContinuousCdf(y - Half)) : 0);
    }

    /// <summary>The distribution function before rounding, without the masses.</summary>
    public double ContinuousCdf(double y)
    {
        double s = Math.Clamp(Latent(y), Low, High), sum = 0;
        for (int k = 0; k < Plain.Components; k++)
        {
            var (sign, below, between) = Bounds[k];
            sum += Plain.Weights[k] * (Φ(s, k, sign) - below) / between;
        }
        return sum;
    }

    private double Φ(double x, int k, int sign) => double.IsInfinity(x) ? sign * x > 0 ? 1 : 0
        : Support.Plain.NormalCdf(sign * (x - Plain.Means[k]) / Plain.Scales[k]);

    /// <summary>
    /// The mean and the standard deviation of rounded values: sums over the lowest cells and, where a logarithm has
    /// more, over steps of the logarithm that are wider than cells.
    /// </summary>
    public (double Mean, double StandardDeviation) Moments()
    {
        int maxCells = Observation.IsLogarithmic ? 4_000 : int.MaxValue;
        const double Step = 1e-3;
        double reach = 9 * Plain.Scales.Max(), first = Observation.LatentBounds().Lower;
        first = Observation.Observed(Math.Max(first, Plain.Means.Min() - reach));
        double n = Math.Floor((first - Observation.GridOffset) / Observation.Spacing), below = 0, edge = 0;
        List<(double Value, double Probability)> parts = [.. Observation.PointMasses.Zip(Masses)];
        for (int i = 0; i < maxCells && below < 1 - 1e-15; i++)
        {
            double value = Observation.GridOffset + Observation.Spacing * (n + i);
            edge = value + Half;
            Add(value, ContinuousCdf(edge));
        }
        for (double s = Math.Log(edge); Observation.IsLogarithmic && below < 1 - 1e-15; s += Step)
            Add(Math.Exp(s + Step / 2), ContinuousCdf(Math.Exp(s + Step)));
        double mean = parts.Sum(p => p.Value * p.Probability);
        return (mean, Math.Sqrt(parts.Sum(p => (p.Value - mean) * (p.Value - mean) * p.Probability)));

        void Add(double value, double upTo)
        {
            parts.Add((value, (1 - Masses.Sum()) * (upTo - below)));
            below = upTo;
        }
    }

    /// <summary>All values of the grid that matter, or points so close that sums are integrals.</summary>
    public double[] Points()
    {
        const int Count = 20_000;
        double reach = 9 * Plain.Scales.Max(), first = Plain.Means.Min() - reach, last = Plain.Means.Max() + reach;
        first = Math.Max(first, Latent(Observation.Lower));
        last = Math.Min(last, Latent(Observation.Upper));
        if (!IsRounded)
        {
            double[] latent = [.. Enumerable.Range(0, Count + 1).Select(i => first + (last - first) * i / Count)];
            return [.. latent.Select(s => Observation.IsLogarithmic ? Math.Exp(s) : s)
                .Concat(Observation.PointMasses).Distinct().Order()];
        }
        if (Observation.IsLogarithmic)
            (first, last) = (Math.Exp(first), Math.Exp(last));
        first = Math.Min(first, Observation.PointMasses.Append(first).Min());
        last = Math.Max(last, Observation.PointMasses.Append(last).Max());
        double h = Observation.Spacing, n = Math.Floor((first - Observation.GridOffset) / h);
        return [.. Enumerable.Range(0, (int)((last - first) / h) + 3)
            .Select(i => Observation.GridOffset + h * (n + i))];
    }

    private double Latent(double y) => !Observation.IsLogarithmic ? y : y > 0 ? Math.Log(y) : double.NegativeInfinity;
}
