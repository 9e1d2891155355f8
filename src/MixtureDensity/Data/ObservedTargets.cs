namespace MixtureDensity;

/// <summary>
/// The values of a target as they were observed, prepared for their likelihood: the cell of each, its point mass, and a
/// constant.
/// </summary>
internal sealed class ObservedTargets : IRowSource<float>
{
    /// <summary>The line of the centres of the cells, in standardised latent units.</summary>
    public const int Centre = 0;

    /// <summary>The line of their widths: 0 without a grid, and −1 for a point mass beside a continuous rest.</summary>
    public const int Width = 1;

    /// <summary>The line of the indices of point masses; −1 for none.</summary>
    public const int Mass = 2;

    /// <summary>The line of what is added to the log-likelihood, so that it is in the target's unit.</summary>
    public const int Constant = 3;

    /// <summary>The number of lines.</summary>
    public const int Lines = 4;

    // A cell that reaches 0 or less ends here on a logarithmic scale, in parts of its upper edge.
    private const double MinPartOfCell = 1e-6;

    private readonly TargetScaling _target;
    private readonly (double Lower, double Upper) _bounds; // in standardised latent units

    // Described once: every batch of a training asks for its rows again.
    private readonly (float Centre, float Width, float Mass, float Constant)[] _rows;

    /// <param name="target">The target.</param>
    /// <param name="table">The rows.</param>
    public ObservedTargets(TargetScaling target, Table table)
    {
        (_target, _bounds) = (target, target.StandardizedBounds);
        _rows = [.. target.ValuesIn(table).Select(Describe)];
    }

    public int Rows => _rows.Length;

    public int Columns => Lines;

    public void Fill(ReadOnlySpan<int> rows, Span<float> block, int width)
    {
        for (int n = 0; n < width; n++)
        {
            // The padding repeats the last row.
            var (centre, length, mass, constant) = _rows[rows[Math.Min(n, rows.Length - 1)]];
            block[Centre * width + n] = centre;
            block[Width * width + n] = length;
            block[Mass * width + n] = mass;
            block[Constant * width + n] = constant;
        }
    }

    private (float Centre, float Width, float Mass, float Constant) Describe(double y)
    {
        TargetObservation observation = _target.Observation;
        int mass = observation.MassAt(y);
        if (observation.Spacing == 0)
        {
            double latent = observation.Latent(y);
            if (mass >= 0)
                return (0, -1, mass, 0);
            double logSlope = observation.IsLogarithmic ? latent : 0;
            return ((float)_target.Standardize(latent), 0, mass, (float)-(Math.Log(_target.Deviation) + logSlope));
        }
        var (lower, upper) = CellOf(y);
        // A point mass is scored by its probability, any other cell by its mean density.
        double constant = mass >= 0 ? 0 : -Math.Log(observation.Spacing);
        return ((float)(0.5 * (lower + upper)), (float)(upper - lower), mass, (float)constant);
    }

    /// <summary>The cell of a rounded value within the bounds, in standardised latent units.</summary>
    private (double Lower, double Upper) CellOf(double y)
    {
        TargetObservation observation = _target.Observation;
        double half = 0.5 * observation.Spacing;
        double lower, upper;
        if (observation.IsLogarithmic)
            (lower, upper) = (_target.Standardize(Math.Log(Math.Max(y - half, MinPartOfCell * (y + half)))),
                _target.Standardize(Math.Log(y + half)));
        else
            (lower, upper) = ((observation.Latent(y, -half, _target.Origin) - _target.Mean) / _target.Deviation,
                (observation.Latent(y, half, _target.Origin) - _target.Mean) / _target.Deviation);
        return (Math.Max(lower, _bounds.Lower), Math.Min(upper, _bounds.Upper));
    }
}
