using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MixtureDensity;

// The cells of a grid.
public sealed partial class ObservedMixture
{
    // Sums over more cells would take long, and with as many to a σ Sheppard's corrections are exact to six digits.
    private const int MaxCells = 4096;

    // A long tail's cells beyond these are summed in groups; a group spans such a fraction of its value.
    private const int UngroupedCells = 128;
    private const double GroupSize = 1.0 / UngroupedCells;
    private const double MaxSpacingPerScale = 1.0 / 8;

    // The probability beyond the cells on either side; it counts for the outermost ones.
    private const double Beyond = 1e-15;

    /// <summary>The cells with their probabilities; null without a grid, or where it is too fine.</summary>
    private CellTable? CreateCells()
    {
        if (_share == 0)
            return new CellTable(_masses, new double[_masses.Length], _probabilities);
        if (_grid.Spacing == 0 || IsFine())
            return null;
        var (first, count) = EssentialCells();
        return count <= MaxCells ? CreateCells(first, (int)count) : null;
    }

    /// <summary>
    /// For sums, the cells of a logarithm's long tail in groups: its lowest cells are coarse beside σ, where Sheppard's
    /// corrections fail. Null elsewhere.
    /// </summary>
    private CellTable? CreateGroupedCells()
    {
        if (_grid.Spacing == 0 || !_observation.IsLogarithmic || IsFine())
            return null;
        var (first, count) = EssentialCells();
        return double.IsFinite(count) ? CreateGroups(first, count) : null;
    }

    private (double First, double Count) EssentialCells()
    {
        Span<double> ends = [Beyond, 1 - Beyond];
        _latent.Quantiles(ends, ends);
        double first = _grid.Nearest(Recorded(ends[0]));
        return (first, _grid.Nearest(Recorded(ends[1])) - first + 1);
    }

    private bool IsFine()
    {
        // On the logarithmic scale a σ is narrowest in y where y is least.
        double smallest = _latent.SmallestScale
            * (_observation.IsLogarithmic ? Observed(_latent.Quantile(MinMass)) : 1);
        return _grid.Spacing <= MaxSpacingPerScale * smallest;
    }

    private CellTable CreateCells(double first, int count)
    {
        double[] values = new double[count], edges = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = _grid.Value(first + i);
            edges[i] = UpperEdge(values[i]);
        }
        return CreateTable(values, edges.AsSpan(..^1), areEqual: !_observation.IsLogarithmic);
    }

    private CellTable CreateGroups(double first, double count)
    {
        List<double> values = [], edges = [];
        double size;
        for (double i = 0; i < count; i += size)
        {
            size = i < UngroupedCells ? 1 : Math.Floor(i * GroupSize);
            values.Add(_grid.Value(first + i + (size - 1) / 2));
            edges.Add(UpperEdge(_grid.Value(first + i + size - 1)));
        }
        return CreateTable([.. values], CollectionsMarshal.AsSpan(edges)[..^1], areEqual: false);
    }

    private CellTable CreateTable(double[] values, ReadOnlySpan<double> edges, bool areEqual)
    {
        double[] smooth = new double[values.Length];
        _latent.CellProbabilities(edges, areEqual, smooth);
        TensorPrimitives.Multiply(smooth, _share, smooth);
        return _masses.Length == 0 ? new CellTable(values, smooth, smooth) : WithMasses(values, smooth);
    }

    private CellTable WithMasses(double[] values, double[] smooth)
    {
        double[] all = [.. smooth];
        for (int j = 0; j < _masses.Length; j++)
        {
            // A value of the grid, up to its last digits.
            double v = _masses[j], onGrid = _grid.Round(v);
            if (_grid.Floor(v) == _grid.Ceiling(v) && Array.BinarySearch(values, onGrid) >= 0)
                v = onGrid;
            int at = Array.BinarySearch(values, v);
            if (at < 0)
            {
                at = ~at;
                values = [.. values[..at], v, .. values[at..]];
                smooth = [.. smooth[..at], 0, .. smooth[at..]];
                all = [.. all[..at], 0, .. all[at..]];
            }
            all[at] += _probabilities[j];
        }
        return new CellTable(values, smooth, all);
    }
}
