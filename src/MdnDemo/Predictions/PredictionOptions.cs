using System.Globalization;

namespace MdnDemo.Predictions;

/// <summary>What predict writes of a distribution.</summary>
internal sealed record PredictionOptions
{
    private const int MostColumns = 10_000;

    /// <summary>The probabilities of the quantiles.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>How many modes, the weightiest first.</summary>
    public int Modes { get; init; } = 3;

    /// <summary>How many draws.</summary>
    public int Draws { get; init; }

    /// <summary>What the draws start from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>These options, once they are seen to make sense.</summary>
    /// <exception cref="UserException">One is out of range.</exception>
    public PredictionOptions Checked()
    {
        foreach (double p in Quantiles)
        {
            if (!(p > 0 && p < 1))
                throw new UserException(string.Create(CultureInfo.InvariantCulture, $"--quantiles has {p}; a probability lies between 0 and 1."));
        }
        if (Quantiles.Distinct().Count() < Quantiles.Count)
            throw new UserException("--quantiles names a probability twice; name each once.");
        if (Modes is < 0 or > MostColumns)
            throw new UserException($"--modes is {Modes}; it lies between 0 and {MostColumns}.");
        if (Draws is < 0 or > MostColumns)
            throw new UserException($"--draws is {Draws}; it lies between 0 and {MostColumns}.");
        return this;
    }
}
