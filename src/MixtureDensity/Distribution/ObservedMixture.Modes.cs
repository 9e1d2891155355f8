namespace MixtureDensity;

// Modes.
public sealed partial class ObservedMixture
{
    // A point mass below this is no mode or interval of its own.
    private const double MinMass = 1e-3;

    // A hill of probabilities that is not higher than this above its valleys is made of rounding errors.
    private const double MinProminence = 1e-13;

    /// <summary>
    /// All local maxima of the density, the one of most weight first. A point mass of 0.001 or more is one, with
    /// infinite density and its own probability as weight; on a grid it is one if its neighbours have less.
    /// </summary>
    public override Mode[] Modes()
    {
        List<Basin> basins = Cells is { } cells ? BasinsOf(cells) : _share > 0 ? ContinuousBasins() : [];
        List<Mode> modes = [];
        for (int j = 0; j < _masses.Length; j++)
        {
            double v = _masses[j];
            int i = basins.FindIndex(b => v <= b.UpTo);
            // Where the mixture has its own maximum there, or the mass has no probability, both are one.
            if (i >= 0 && (basins[i].Mode == v || !IsMode(j)))
                basins[i] = basins[i] with { Weight = basins[i].Weight + _probabilities[j] };
            else if (_probabilities[j] > 0)
                modes.Add(new Mode([v], DensityAt(v), _probabilities[j]));
        }
        modes.AddRange(basins.Select(b => new Mode([b.Mode], DensityAt(b.Mode), b.Weight)));
        return Mode.Ordered(modes);
    }

    private bool IsMode(int j)
    {
        double v = _masses[j], h = _grid.Spacing;
        if (_probabilities[j] < MinMass || h == 0)
            return h == 0 && _probabilities[j] >= MinMass;
        double own = Probability(new Interval(v, v));
        return own > Neighbour(v - h) && own > Neighbour(v + h);

        double Neighbour(double y) => Probability(new Interval(_grid.Round(y), _grid.Round(y)));
    }

    /// <summary>The density per unit of y, ∞ at a point mass without a grid.</summary>
    private double DensityAt(double y)
    {
        double mass = MassAt(y);
        if (_grid.Spacing > 0)
            return Math.Exp(LogDensity(y)) / (_observation.MassAt(y) >= 0 ? _grid.Spacing : 1);
        return mass > 0 ? double.PositiveInfinity : _share * Math.Exp(LogContinuousDensity(y));
    }

    /// <summary>The modes of the mixture without the point masses, between two minima each.</summary>
    private List<Basin> ContinuousBasins()
    {
        List<Extremum> extrema = LatentExtrema(out _);
        List<Basin> basins = [];
        double from = double.NegativeInfinity;
        for (int i = 0; i < extrema.Count; i += 2)
        {
            bool isLast = i + 1 == extrema.Count;
            double upTo = isLast ? double.PositiveInfinity : extrema[i + 1].Location;
            double weight = _share * _latent.Probability(from, upTo), mode = RecordedMode(extrema[i].Location);
            double end = isLast ? upTo : Observed(upTo);
            if (basins.Count > 0 && basins[^1].Mode == mode)
                basins[^1] = new Basin(mode, end, basins[^1].Weight + weight);
            else
                basins.Add(new Basin(mode, end, weight));
            from = upTo;
        }
        return basins;
    }

    /// <summary>A latent mode as it is recorded: on a grid, the value near it whose cell has the most.</summary>
    private double RecordedMode(double s)
    {
        double y = Recorded(s);
        if (_grid.Spacing == 0)
            return y;
        double n = _grid.Nearest(y);
        return Enumerable.Range(-1, 3)
            .Select(i => Math.Clamp(_grid.Value(n + i), _observation.Lower, _observation.Upper))
            .MaxBy(v => _latent.LogProbability(LowerEdge(v), UpperEdge(v)));
    }

    /// <summary>
    /// The extrema of the density of y in the latent value, from left to right, with maxima at both ends: those of the
    /// mixture between the bounds and, where it is highest there, the bounds.
    /// </summary>
    /// <param name="heights">Receives the mixture whose density is proportional to that of y.</param>
    private List<Extremum> LatentExtrema(out ScalarMixture heights)
    {
        // dy = exp(s) ds.
        ScalarMixture density = heights = _observation.IsLogarithmic ? _latent.Tilted(1, out _) : _latent.Heights;
        List<Extremum> extrema =
            [.. density.Extrema().Where(e => e.Location > _latent.Lower && e.Location < _latent.Upper)];
        bool hasLower = !double.IsInfinity(_latent.Lower), hasUpper = !double.IsInfinity(_latent.Upper);
        if (extrema.Count == 0)
        {
            bool isLower = !hasUpper
                || (hasLower && density.LogDensity(_latent.Lower) >= density.LogDensity(_latent.Upper));
            return [new Extremum(isLower ? _latent.Lower : _latent.Upper, IsMaximum: true)];
        }
        if (!extrema[0].IsMaximum)
            extrema.Insert(0, new Extremum(_latent.Lower, IsMaximum: true));
        if (!extrema[^1].IsMaximum)
            extrema.Add(new Extremum(_latent.Upper, IsMaximum: true));
        return extrema;
    }

    /// <summary>The hills of the cells' probabilities, without the point masses.</summary>
    private static List<Basin> BasinsOf(CellTable cells)
    {
        double[] p = cells.Smooth;
        List<Basin> basins = [];
        // The maximum of the hill so far, the minimum of the valley after it, and the weight up to both.
        int top = 0, bottom = 0;
        double upToBottom = 0, before = 0, sum = 0;
        for (int i = 0; i <= p.Length; i++)
        {
            bool isEnd = i == p.Length;
            if (!isEnd && bottom <= top && p[i] > p[top])
                top = bottom = i;
            if (isEnd || (bottom > top && p[i] > p[bottom] + MinProminence))
            {
                double end = isEnd ? double.PositiveInfinity : cells.Values[bottom];
                double weight = (isEnd ? sum : upToBottom) - before;
                if (p[top] > MinProminence)
                    basins.Add(new Basin(cells.Values[top], end, weight));
                before += weight;
                top = bottom = i;
            }
            if (isEnd)
                break;
            sum += p[i];
            if (p[i] <= p[bottom] && p[i] < p[top] - MinProminence)
                (bottom, upToBottom) = (i, sum);
            else if (bottom > top && p[i] > p[top])
                top = bottom = i;
        }
        return basins;
    }

    /// <summary>A mode, the end of what belongs to it, and its probability.</summary>
    private readonly record struct Basin(double Mode, double UpTo, double Weight);
}
