using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>A line of a table of scores, for the terminal and for a page.</summary>
/// <param name="Name">The name of the score.</param>
/// <param name="Value">The value.</param>
/// <param name="Error">The standard error; empty if there is none.</param>
internal sealed record ScoreRow(string Name, string Value, string Error = "")
{
    /// <summary>For a baseline, its value minus the model's.</summary>
    public string Difference { get; init; } = "";

    /// <summary>The standard error of the difference.</summary>
    public string DifferenceError { get; init; } = "";

    /// <summary>Whether it is the best of the model and the baselines.</summary>
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
