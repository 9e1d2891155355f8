namespace MixtureDensity;

/// <summary>The weights of rows that are added in batches.</summary>
internal sealed class CollectedWeights
{
    private readonly List<double> _weights = [];
    private bool _areGiven;

    /// <summary>The weight of each row; null if no batch had any, so that all rows count the same.</summary>
    public IReadOnlyList<double>? Values => _areGiven ? _weights : null;

    /// <summary>Adds a batch.</summary>
    /// <param name="rows">The number of its rows.</param>
    /// <param name="weights">The weight of each; 1 if null.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is negative, infinite or NaN.</exception>
    public void Add(int rows, IReadOnlyList<double>? weights)
    {
        if (weights is not null && weights.Count != rows)
            throw new ArgumentException($"There are {rows} rows and {weights.Count} weights.", nameof(weights));
        RowWeights.Validate(weights ?? [], nameof(weights));
        _weights.AddRange(weights ?? Enumerable.Repeat(1.0, rows));
        _areGiven |= weights is not null;
    }
}
