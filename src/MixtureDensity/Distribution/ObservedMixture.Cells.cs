using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MixtureDensity;

// The cells of a grid.
public sealed partial class ObservedMixture
{
    // Sums over more cells would take long, and with as many to a σ Sheppard's corrections are exact to six digits.
    private const int MaxCells = 4096;

    // A long tail's cells beyond these are summed in groups; a group spans such a fraction of its value.
    private const int UngroupedCells = 2048;
    private const double GroupSize = 1.0 / UngroupedCells;
    private const double MaxSpacingPerScale = 1.0 / 8;

    // The probability beyond the cells on either side; it counts for the outermost ones.
    private const double Beyond = 1e-15;

    /// <summary>
    /// The cells with their probabilities, and what sums are taken over. Both are null without a grid, or where it is
    /// fine beside the mixture; only the cells are null where a long tail has too many and sums are over groups.
    /// </summary>
    private (CellTable? Cells, CellTable? Sums) CreateTables()
    {
        if (_share == 0)
            return Same(new CellTable(_masses, _probabilities));
        if (_grid.Spacing == 0 || IsFine())
            return default;
        Span<double> ends = [Beyond, 1 - Beyond];
        _latent.Quantiles(ends, ends);
        double first = _grid.Nearest(Recorded(ends[0])), count = _grid.Nearest(Recorded(ends[1])) - first + 1;
        if (count <= MaxCells)
            return Same(CreateCells(first, (int)count));
        // The lowest cells of a logarithm are coarse beside σ, where Sheppard's corrections fail.
        return (null, _observation.IsLogarithmic && double.IsFinite(count) ? CreateGroups(first, count) : null);

        static (CellTable, CellTable) Same(CellTable table) => (table, table);
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
            size = i < UngroupedCells ? 1 : Math.Min(Math.Floor(i * GroupSize), count - i);
            values.Add(_grid.Value(first + i + (size - 1) / 2));
            edges.Add(UpperEdge(_grid.Value(first + i + size - 1)));
        }
        return CreateTable([.. values], CollectionsMarshal.AsSpan(edges)[..^1], areEqual: false);
    }

    private CellTable CreateTable(double[] values, ReadOnlySpan<double> edges, bool areEqual)
    {
        double[] probabilities = new double[values.Length];
        _latent.CellProbabilities(edges, areEqual, probabilities);
        TensorPrimitives.Multiply(probabilities, _share, probabilities);
        return WithMasses(values, probabilities);
    }

    private CellTable WithMasses(double[] values, double[] probabilities)
    {
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
                probabilities = [.. probabilities[..at], 0, .. probabilities[at..]];
            }
            probabilities[at] += _probabilities[j];
        }
        return new CellTable(values, probabilities);
    }
}
