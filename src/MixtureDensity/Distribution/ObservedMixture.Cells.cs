namespace MixtureDensity;

// The cells of a grid.
public sealed partial class ObservedMixture
{
    // Sums over more cells would take long, and with as many to a σ Sheppard's corrections are exact to six digits.
    private const int MaxCells = 4096;

    // From this many cells on those of a long tail are summed in groups, each of so large a part of its value.
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
        return count <= MaxCells ? CreateCells(first, count, isGrouped: false) : null;
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
        return double.IsFinite(count) ? CreateCells(first, count, isGrouped: true) : null;
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

    private CellTable CreateCells(double first, double count, bool isGrouped)
    {
        SortedDictionary<double, (double Smooth, double All)> cells = [];
        double size;
        for (double i = 0; i < count; i += size)
        {
            size = isGrouped && i >= UngroupedCells ? Math.Floor(i * GroupSize) : 1;
            double low = i == 0 ? double.NegativeInfinity : UpperEdge(_grid.Value(first + i - 1));
            double high = i + size >= count ? double.PositiveInfinity : UpperEdge(_grid.Value(first + i + size - 1));
            double probability = _share * _latent.Probability(low, high);
            cells[_grid.Value(first + i + (size - 1) / 2)] = (probability, probability);
        }
        for (int j = 0; j < _masses.Length; j++)
        {
            // A value of the grid, up to its last digits.
            double v = _masses[j], onGrid = _grid.Round(v);
            if (cells.ContainsKey(onGrid) && _grid.Floor(v) == _grid.Ceiling(v))
                v = onGrid;
            var (smooth, all) = cells.GetValueOrDefault(v);
            cells[v] = (smooth, all + _probabilities[j]);
        }
        return new CellTable([.. cells.Keys], [.. cells.Values.Select(c => c.Smooth)],
            [.. cells.Values.Select(c => c.All)]);
    }
}
