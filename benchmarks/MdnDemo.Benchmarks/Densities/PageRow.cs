using MixtureDensity;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>What the page says in one row.</summary>
/// <param name="Name">What the results are of.</param>
/// <param name="Results">The results, possibly none yet.</param>
/// <param name="Published">What was published of it, if anything was.</param>
/// <param name="Ending">The end of the results file's name, which says what is not as usual.</param>
internal sealed record PageRow(
    string Name, IReadOnlyList<Result> Results, Published.DataSet? Published, string Ending = "")
{
    /// <summary>The rows of all tables: those that others published on, then the others.</summary>
    public static IEnumerable<PageRow> All(Dictionary<string, IReadOnlyList<Result>> results)
    {
        foreach (Published.DataSet set in Densities.Published.DataSets)
        {
            yield return new PageRow(set.Name, results.GetValueOrDefault(set.Folder) ?? [], set);
            foreach (string ending in UciCommand.Endings)
            {
                // What is published is of all test rows.
                if (results.TryGetValue(set.Folder + ending, out IReadOnlyList<Result>? others))
                    yield return new PageRow(set.Name, others, ending == UciCommand.NewRows ? null : set, ending);
            }
        }
        string[] known = [.. Densities.Published.DataSets
            .SelectMany(set => UciCommand.Endings.Prepend("").Select(ending => set.Folder + ending))];
        foreach (string name in results.Keys.Except(known).Where(name => DensityPage.InverseRows(name) is null)
            .Order(StringComparer.Ordinal))
        {
            string ending = UciCommand.Endings.FirstOrDefault(e => name.EndsWith(e, StringComparison.Ordinal), "");
            yield return new PageRow(name[..^ending.Length], results[name], null, ending);
        }
    }

    /// <summary>The name, and what is not as usual.</summary>
    public string Label => Name + (IsUsual ? "" : $",{Ending.Replace('-', ' ')}")
        + (IsDefault ? "" : $" ({Results[0].Origin.Options})");

    /// <summary>How many of the runs are done.</summary>
    public string Done =>
        Results.Count == 0 ? None : IsComplete ? $"{Results.Count}" : $"{Results.Count} of {Results[0].Runs}";

    /// <summary>The mean negative log-likelihood, NaN where there is none.</summary>
    public double Mean => Results.Select(r => r.NegativeLogLikelihood).DefaultIfEmpty(double.NaN).Average();

    /// <summary>
    /// Whether the mean is one to compare: of all runs and test rows, at default options, within the target's grid.
    /// </summary>
    public bool IsClaimed => IsComplete && IsDefault && IsUsual;

    /// <summary>Whether it is of all test rows, and within the target's grid.</summary>
    public bool IsUsual => Ending.Length == 0;

    private bool IsComplete => Results.Count > 0 && Results.Count == Results[0].Runs;

    private bool IsDefault => Results.All(r => r.Origin.Options == Provenance.Defaults);

    /// <summary>The mean negative log-likelihood with its standard error.</summary>
    public string NegativeLogLikelihood() => $"**{Estimate(r => r.NegativeLogLikelihood, "F3")}**";

    /// <summary>The mean over the runs with its standard error.</summary>
    public string Estimate(Func<Result, double> value, string format)
    {
        Estimate estimate = MixtureDensity.Estimate.From([.. Results.Select(value)]);
        string error = format[0] == 'G' ? "G2" : format;
        return Number(estimate.Mean, format) + (Results.Count > 1 ? $" ± {Number(estimate.StandardError, error)}" : "");
    }

    /// <summary>Whether the table's target is met, or by how much it is missed.</summary>
    public string Verdict() => Verdict(Mean, Published?.Target);

    /// <summary>Whether a target is met, or by how much it is missed.</summary>
    public string Verdict(double value, double? target)
    {
        if (target is not { } bound || Results.Count == 0 || !IsDefault)
            return None;
        // In as many digits as it takes not to call a miss 0.
        string verdict = value <= bound ? "met"
            : $"missed by {Number(value - bound, value - bound < 0.0005 ? "G1" : "F3")}";
        return IsComplete ? verdict : $"so far {verdict}";
    }
}
