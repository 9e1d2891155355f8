using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>A line of a table of scores, as the terminal and a page show it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
/// <param name="Error">Its standard error; empty if it has none.</param>
internal sealed record ScoreRow(string Name, string Value, string Error = "")
{
    /// <summary>Of a baseline, what it exceeds the model's value by.</summary>
    public string Difference { get; init; } = "";

    /// <summary>The standard error of the difference.</summary>
    public string DifferenceError { get; init; } = "";

    /// <summary>Whether it is the best of those that it is compared with.</summary>
    public bool IsBest { get; init; }

    /// <summary>The line of a mean over rows.</summary>
    public static ScoreRow From(string name, Estimate estimate)
    {
        var (value, error) = SignificantDigits.Format(estimate);
        return new ScoreRow(name, value, error);
    }

    /// <summary>The line of a baseline.</summary>
    public static ScoreRow From(Baseline baseline)
    {
        var (difference, error) = SignificantDigits.Format(baseline.Difference);
        return From($"baseline: {baseline.Name}", baseline.NegativeLogLikelihood) with
        {
            Difference = difference,
            DifferenceError = error,
        };
    }
}
