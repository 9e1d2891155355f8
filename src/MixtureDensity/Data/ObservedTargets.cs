namespace MixtureDensity;

/// <summary>
/// The values of a target as they were observed, prepared for their likelihood: the cell of each, its point mass, and a
/// constant.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="table">The rows.</param>
internal sealed class ObservedTargets(TargetScaling target, Table table) : IRowSource<float>
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

    // What of a cell is nearer to 0 than this part of its value has no probability on a logarithmic scale.
    private const double MinPartOfValue = 1e-6;

    private readonly double[] _values = table.Numbers(target.Name);

    /// <inheritdoc/>
    public int Rows => table.Rows;

    /// <inheritdoc/>
    public int Columns => Lines;

    /// <inheritdoc/>
    public void Fill(ReadOnlySpan<int> rows, Span<float> block, int width)
    {
        for (int n = 0; n < rows.Length; n++)
        {
            var (centre, length, mass, constant) = Describe(_values[rows[n]]);
            block[Centre * width + n] = centre;
            block[Width * width + n] = length;
            block[Mass * width + n] = mass;
            block[Constant * width + n] = constant;
        }
        for (int line = 0; line < Lines; line++)
            block.Slice(line * width + rows.Length, width - rows.Length).Fill(block[line * width + rows.Length - 1]);
    }

    private (float Centre, float Width, float Mass, float Constant) Describe(double y)
    {
        TargetObservation observation = target.Observation;
        int mass = observation.MassAt(y);
        if (observation.Spacing == 0)
        {
            double latent = observation.Latent(y);
            if (mass >= 0)
                return (0, -1, mass, 0);
            double logSlope = observation.IsLogarithmic ? latent : 0;
            return ((float)target.Standardize(latent), 0, mass, (float)-(Math.Log(target.Deviation) + logSlope));
        }
        var (lower, upper) = CellOf(y);
        // A point mass is scored by its probability, any other cell by its mean density.
        double constant = mass >= 0 ? 0 : -Math.Log(observation.Spacing);
        return ((float)(0.5 * (lower + upper)), (float)(upper - lower), mass, (float)constant);
    }

    /// <summary>The cell of a rounded value within the bounds, in standardised latent units.</summary>
    private (double Lower, double Upper) CellOf(double y)
    {
        TargetObservation observation = target.Observation;
        var (least, most) = observation.LatentBounds;
        double half = 0.5 * observation.Spacing;
        // Counted from the origin first, a cell of a large number keeps its digits.
        double lower, upper;
        if (observation.IsLogarithmic)
            (lower, upper) = (target.Standardize(Math.Log(Math.Max(y - half, MinPartOfValue * y))),
                target.Standardize(Math.Log(y + half)));
        else
            (lower, upper) = ((y - target.Origin - half - target.Mean) / target.Deviation,
                (y - target.Origin + half - target.Mean) / target.Deviation);
        return (Math.Max(lower, target.Standardize(least)), Math.Min(upper, target.Standardize(most)));
    }
}
