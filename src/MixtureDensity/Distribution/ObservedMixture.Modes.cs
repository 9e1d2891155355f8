using System.Numerics.Tensors;
using System.Runtime.InteropServices;

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
        List<Basin> basins = _share == 0 ? [] : _grid.Spacing > 0 && !IsFine() ? CellBasins() : ContinuousBasins();
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
        return mass > 0 ? double.PositiveInfinity : _share * DensityAtLatent(Latent(y));
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
    /// <remarks>
    /// Between two cells whose density increases, the probability does too. So the highest and the lowest cells are
    /// those that hold an extremum of the density or have such a neighbour, and no others are computed.
    /// </remarks>
    private List<Basin> CellBasins()
    {
        // NaN stands for all cells of a gap.
        List<double> values = [], edges = [];
        double first = _grid.Nearest(_observation.Lower), end = _grid.Nearest(_observation.Upper);
        double last = double.NegativeInfinity;
        foreach (Extremum extremum in LatentExtrema(out _))
        {
            double centre = _grid.Nearest(Observed(extremum.Location));
            for (int i = -1; i <= 1; i++)
            {
                double n = Math.Clamp(centre + i, first, end), v = _grid.Value(n);
                if (n <= last)
                    continue;
                if (n > last + 1)
                {
                    values.Add(double.NaN);
                    edges.Add(LowerEdge(v));
                }
                values.Add(v);
                edges.Add(UpperEdge(v));
                last = n;
            }
        }
        values.Add(double.NaN);
        double[] p = _latent.Probabilities(CollectionsMarshal.AsSpan(edges));
        TensorPrimitives.Multiply(p, _share, p);
        return Hills(values, p);
    }

    private static List<Basin> Hills(List<double> values, double[] p)
    {
        List<Basin> hills = [];
        // The top of the hill so far, the bottom of the valley after it, and the weight up to both.
        double top = double.NaN, height = -1, bottom = double.NaN, depth = double.NaN;
        double sum = 0, upToBottom = 0, before = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double v = values[i], own = p[i];
            sum += own;
            if (double.IsNaN(v))
                continue;
            if (own > depth + MinProminence)
            {
                hills.Add(new Basin(top, bottom, upToBottom - before));
                (top, height, depth, before) = (v, own, double.NaN, upToBottom);
            }
            else if (own > height)
                (top, height, depth) = (v, own, double.NaN);
            else if (own < height - MinProminence && !(own > depth))
                (bottom, depth, upToBottom) = (v, own, sum);
        }
        hills.Add(new Basin(top, double.PositiveInfinity, sum - before));
        return hills;
    }

    /// <summary>A mode, the end of what belongs to it, and its probability.</summary>
    private readonly record struct Basin(double Mode, double UpTo, double Weight);
}
