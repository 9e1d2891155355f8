using System.Globalization;
using System.Text;
using MdnDemo.Experiments;
using MdnDemo.Files;
using MixtureDensity;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>The page that shows all results beside the published ones.</summary>
internal static class DensityPage
{
    private const string Begin = "<!-- Results: the command 'table' writes all from here … -->";
    private const string End = "<!-- … to here, and nothing else. -->";
    private const string FirstTime = "# How good the densities are\n\n";

    /// <summary>
    /// Writes it: README.md in the folder, or what stands between the two marks of the one that is there.
    /// </summary>
    /// <param name="folder">The folder of the results.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="UserException">A file cannot be read or written, holds something else, or has no
    /// marks.</exception>
    public static string Write(string folder)
    {
        string path = Path.Combine(folder, "README.md");
        try
        {
            Dictionary<string, IReadOnlyList<Result>> results = Read(folder);
            Dictionary<string, IReadOnlyList<Result>>[] variants = [.. Directory.GetDirectories(folder)
                .Order(StringComparer.Ordinal).Select(Read).Where(v => v.Values.Any(r => r.Count > 0))];
            string page = File.Exists(path) ? File.ReadAllText(path) : $"{FirstTime}{Begin}\n{End}\n";
            int begin = page.IndexOf(Begin, StringComparison.Ordinal),
                end = page.IndexOf(End, StringComparison.Ordinal);
            if (begin < 0 || end < begin)
                throw new UserException(
                    $"{path} lacks the lines '{Begin}' and '{End}', between which the results go; add them.");
            string whole =
                $"{page[..(begin + Begin.Length)]}\n\n"
                    + $"{Results(results, variants)}\n{page[end..]}";
            using OutputFile output = OutputFile.Create(path, "The page", force: true);
            output.Write(stream => stream.Write(Encoding.UTF8.GetBytes(whole)));
            output.Commit();
            return path;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"--results {folder} cannot be read: {FileErrors.Reason(e)}.", e);
        }
    }

    /// <summary>The results in a folder, by what they are of.</summary>
    public static Dictionary<string, IReadOnlyList<Result>> Read(string folder) =>
        Directory.GetFiles(folder, "*.csv").ToDictionary(file =>
            Path.GetFileNameWithoutExtension(file), ResultsFile.Read);

    private static string Results(Dictionary<string, IReadOnlyList<Result>> results,
        Dictionary<string, IReadOnlyList<Result>>[] variants) => $"""
        ## The tables of the UCI repository

        The negative log-likelihood of the test rows, in nats, in the target's own unit: the mean over the
        literature's splits ± its standard error; less is better. Beside it is what others published on these tables,
        the best in bold.

        {Likelihoods(results)}
        {Claims(results)}

        Where a target takes few values, spikes on them make a density arbitrarily high. So a rounded target is scored
        by the probability of its cell over the cell's width, and only those results are claimed; *as is* takes targets
        for real numbers with all their digits, as the published methods do. *New rows* leaves out test rows that are
        copies of training rows.

        {OtherScores(results)}
        RMSE and CRPS are in the target's unit. Coverage is that of the central interval of probability 0.9. PIT is the
        part of the bars of the PIT histogram of the test rows that lie in their 95 % band, and so about 0.95 for a
        calibrated model. The seconds are those of one split: the fit of the whole ensemble.

        Of torch-naut the values of each split are public. So it can be compared on the same splits: the mean of the
        differences, the value here less its value, ± its standard error, and the number of splits. Below 0 it is
        better here. On wine and naval the likelihood is one of cells here, and of a density there.

        {Paired(results)}
        ## The inverse problem

        The place on the noisy curve given its height, learnt from N points: the negative log-likelihood of 100,000 new
        points in nats, a mean over seeds. The conditional entropy, {Number(Entropy.OfInverse(), "F3")} nats, is the
        best possible value.

        {Inverse(results)}
        {(variants.Length == 0 ? "" : Variants(VariantTable.From(variants, results)))}## Where and when

        {Origins([results, .. variants])}
        ## Sources of the published numbers

        {string.Concat(Published.Methods.Select(m => $"- {m.Name}: {m.Source}\n"))}
        """;

    private static string Variants(string table) => $"""
        ## What each part is worth

        How much larger the negative log-likelihood is without a part, in nats: the mean of the differences of the same
        runs ± its standard error, and the number of runs.

        {table}

        """;

    private static string Likelihoods(Dictionary<string, IReadOnlyList<Result>> results)
    {
        var table = new MarkdownTable(["data set", "splits", "**here**", "target", "",
            .. Published.Methods.Select(m => m.Name)]);
        foreach (PageRow row in PageRow.All(results))
        {
            table.Add([
                row.Label, row.Done, row.Results.Count == 0 ? None : row.NegativeLogLikelihood(),
                row.Published is null || !row.IsUsual ? None : $"≤ {Number(row.Published.Target, "F2")}",
                row.IsUsual ? row.Verdict() : "not claimed",
                .. row.Published is null
                    ? Published.Methods.Select(_ => None)
                    : row.Published.NegativeLogLikelihoods
                        .Select(v => v is not { } value ? None
                            : value == row.Published.NegativeLogLikelihoods.Min() ? $"**{Number(value, "F2")}**"
                            : Number(value, "F2")),
            ]);
        }
        return table.ToString();
    }

    private static string Claims(Dictionary<string, IReadOnlyList<Result>> results)
    {
        PageRow[] rows = [.. PageRow.All(results).Where(r => r.Published is not null && r.IsClaimed)];
        int deep = Published.Methods.Select(m => m.Name).ToList().IndexOf(Published.DeepEnsembles);
        int all = Published.DataSets.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"Of the {all} tables, with all splits and default options, Deep Ensembles are beaten on "
                + $"{rows.Count(r => r.Mean < r.Published!.NegativeLogLikelihoods[deep])}, the best published value "
                + $"on {rows.Count(r => r.Mean < r.Published!.NegativeLogLikelihoods.Min())}, and the target is met "
                + $"on {rows.Count(r => r.Mean <= r.Published!.Target)}.");
    }

    private static string OtherScores(Dictionary<string, IReadOnlyList<Result>> results)
    {
        var table = new MarkdownTable("data set", "training rows", "RMSE", "CRPS", "coverage", "PIT",
            "seconds, mean", "seconds, largest");
        foreach (PageRow row in PageRow.All(results).Where(r => r.Results.Count > 0))
        {
            table.Add(
                row.Label, Number(row.Results.Max(r => r.TrainingRows), "N0"), row.Estimate(r => r.Rmse, "G3"),
                    row.Estimate(r => r.Crps, "G3"),
                row.Estimate(r => r.Coverage, "F3"),
                    row.Results.Any(r => double.IsNaN(r.PitInside)) ? None : row.Estimate(r => r.PitInside, "F2"),
                    Number(row.Results.Average(r => r.Seconds), "F1"),
                    Number(row.Results.Max(r => r.Seconds), "F1"));
        }
        return table.ToString();
    }

    private static string Paired(Dictionary<string, IReadOnlyList<Result>> results)
    {
        var table = new MarkdownTable("data set", "NLL, in nats", "compared with", "CRPS, in the target's unit",
            "compared with");
        foreach (PageRow row in PageRow.All(results).Where(r => r.Published is not null && r.IsClaimed))
            table.Add([row.Label, .. Compare(row, "nll", r => r.NegativeLogLikelihood, "F3"),
                .. Compare(row, "crps", r => r.Crps, "G3")]);
        return table.ToString();

        static string[] Compare(PageRow row, string score, Func<Result, double> value, string format)
        {
            PublishedSplit[] splits = [.. PublishedSplit.All
                .Where(s => s.Score == score && s.Folder == row.Published!.Folder)];
            double[] differences =
                [.. row.Results.Join(splits, r => r.Run, s => s.Split, (r, s) => value(r) - s.Value)];
            return [PairedDifference.Format(differences, format), $"`{splits[0].Method}`"];
        }
    }

    private static string Inverse(Dictionary<string, IReadOnlyList<Result>> results)
    {
        var table = new MarkdownTable("N", "seeds", "**mean**", "target", "", "worst seed", "target", "",
            "seconds, mean");
        IEnumerable<int> counts =
            results.Keys.Select(InverseRows).OfType<int>().Union(Published.InverseTargets.Select(t => t.Rows)).Order();
        foreach (int rows in counts)
        {
            Published.InverseTarget? target = Published.InverseTargets.FirstOrDefault(t => t.Rows == rows);
            var row = new PageRow(Number(rows, "N0"),
                results.GetValueOrDefault($"{InverseCommand.Prefix}{rows}") ?? [], null);
            bool isEmpty = row.Results.Count == 0;
            double worst = row.Results.Select(r => r.NegativeLogLikelihood).DefaultIfEmpty(double.NaN).Max();
            table.Add(
                row.Label, row.Done, isEmpty ? None : row.NegativeLogLikelihood(), Bound(target?.Mean),
                    row.Verdict(row.Mean, target?.Mean),
                isEmpty ? None : Number(worst, "F3"), Bound(target?.Worst), row.Verdict(worst, target?.Worst),
                isEmpty ? None : Number(row.Results.Average(r => r.Seconds), "F1"));
        }
        return table.ToString();

        static string Bound(double? target) => target is { } value ? $"≤ {Number(value, "0.00#")}" : None;
    }

    private static string Origins(IEnumerable<Dictionary<string, IReadOnlyList<Result>>> folders)
    {
        var all = folders.SelectMany(f => f).SelectMany(file => file.Value.Select(r =>
            (Key: r.Origin.Options == Provenance.Defaults ? file.Key : $"{file.Key} {r.Origin.Options}", r.Origin)));
        return string.Concat(all
            .GroupBy(r => (r.Origin.Cores, r.Origin.System, r.Origin.Runtime, r.Origin.Version))
            .Select(g => string.Create(CultureInfo.InvariantCulture,
                $"- {string.Join(", ", g.Select(r => r.Key).Distinct().Order(StringComparer.Ordinal))}: "
                    + $"{Count.Format(g.Key.Cores, "core")}, {g.Key.System}, {g.Key.Runtime}, MixtureDensity "
                    + $"{ShortVersion(g.Key.Version)}, {Dates(g.Select(r => r.Origin.Date))}\n"))
            .Order(StringComparer.Ordinal));
    }

    private static string Dates(IEnumerable<DateOnly> dates) =>
        string.Join(" to ", new[] { dates.Min(), dates.Max() }.Distinct()
            .Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    // Of the commit, enough to identify it.
    private static string ShortVersion(string version) =>
        version.Split('+') is [string number, { Length: > 8 } commit] ? $"{number}+{commit[..8]}" : version;

    /// <summary>
    /// The number of training points that the name of a results file says, or null where it is one of a table.
    /// </summary>
    public static int? InverseRows(string name) =>
        name.StartsWith(InverseCommand.Prefix, StringComparison.Ordinal)
        && int.TryParse(name[InverseCommand.Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture,
            out int rows) ? rows : null;
}
