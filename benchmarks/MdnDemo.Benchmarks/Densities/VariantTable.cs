namespace MdnDemo.Benchmarks.Densities;

/// <summary>
/// What other options than the defaults change: the difference of the negative log-likelihoods of the same runs.
/// </summary>
internal static class VariantTable
{
    /// <summary>The table, with a row for each variant and a column for each table or problem.</summary>
    /// <param name="variants">The results of each variant.</param>
    /// <param name="defaults">The results at default options.</param>
    public static string From(Dictionary<string, IReadOnlyList<Result>>[] variants,
        Dictionary<string, IReadOnlyList<Result>> defaults)
    {
        string[] names = [.. variants.SelectMany(v => v.Keys).Intersect(defaults.Keys).Distinct()
            .Order(StringComparer.Ordinal)];
        var table = new MarkdownTable(["", .. names]);
        foreach (var variant in variants)
            table.Add([variant.Values.SelectMany(results => results).First().Origin.Options,
                .. names.Select(name => Difference(variant.GetValueOrDefault(name) ?? [], defaults[name]))]);
        return table.ToString();
    }

    private static string Difference(IReadOnlyList<Result> variant, IReadOnlyList<Result> defaults) =>
        PairedDifference.Format(
            [.. variant.Join(defaults, r => r.Run, r => r.Run, (v, d) =>
                v.NegativeLogLikelihood - d.NegativeLogLikelihood)], "F3");
}
