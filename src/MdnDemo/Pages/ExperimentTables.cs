using System.Globalization;
using MdnDemo.Experiments;

namespace MdnDemo.Pages;

/// <summary>The numbers behind the pictures of the experiments, as HTML tables by the picture's name.</summary>
internal static class ExperimentTables
{
    private const int Slices = 9;
    private const int Columns = 7;
    private const int Epochs = 12;
    private const int MaxComponents = 24;

    // A peak that is lower than this fraction of the highest is hardly visible.
    private const double MinPeak = 0.05;

    private static readonly double[] Levels = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The tables of the regression.</summary>
    public static IReadOnlyDictionary<string, string> Create(RegressResult result) => new Dictionary<string, string>
    {
        ["mdn-1"] = Quantiles("y of the data", result.Data),
        ["mdn-2"] = Quantiles("y of the data", result.Data)
            + Quantiles("The network's predictions", result.Predictions),
        ["regress-loss"] = Losses(result.Training),
    };

    /// <summary>The tables of the mixture density network.</summary>
    public static IReadOnlyDictionary<string, string> Create(MdnResult result) => new Dictionary<string, string>
    {
        ["mdn-3"] = Quantiles("y of the data", result.Data) + Quantiles("Samples of p(y|x)", result.Samples),
        ["mdn-4"] = Components("Mean", result.Mixtures, result.Mixtures.Means, "F2"),
        ["mdn-5"] = Components("Scale", result.Mixtures, result.Mixtures.Scales, "G3"),
        ["mdn-6"] = Components("Weight", result.Mixtures, result.Mixtures.Weights, "F3"),
        ["mdn-7"] = Peaks(result.Density),
        ["mdn-loss"] = Losses(result.Training),
    };

    // Of the points in slices of equal width.
    private static string Quantiles(string name, Points points)
    {
        double low = points.X.Min(), width = (points.X.Max() - low) / Slices;
        return Html.Table($"{name}: quantiles between two x",
            ["x", "points", .. Levels.Select(level => $"{100 * level:F0} %")],
            points.X.Zip(points.Y).GroupBy(p => Math.Min(Slices - 1, (int)((p.First - low) / width)), p => p.Second)
                .OrderBy(slice => slice.Key).Select(slice =>
                {
                    double[] sorted = [.. slice.Order()];
                    double from = low + width * slice.Key;
                    return (string[])
                    [
                        $"{Text(from, "F1")} to {Text(from + width, "F1")}", Text(sorted.Length, "N0"),
                        .. Levels.Select(level => Text(sorted[(int)Math.Round(level * (sorted.Length - 1))], "F2")),
                    ];
                }));
    }

    private static string Components(string name, Mixtures mixtures, double[,] values, string format)
    {
        int[] order = [.. Enumerable.Range(0, mixtures.X.Length).OrderBy(n => mixtures.X[n])];
        int[] rows = Spread(order, Columns);
        int all = values.GetLength(1);
        int[] components = [.. Enumerable.Range(0, all).OrderByDescending(k => order.Sum(n => mixtures.Weights[n, k]))
            .Take(MaxComponents)];
        string some = components.Length < all ? $"{components.Length} of {all} components" : "each component";
        return Html.Table($"{name} of {some}, by weight",
            ["component", .. rows.Select(n => $"x\u00a0=\u00a0{Text(mixtures.X[n], "F1")}")],
            components.Select(k => (string[])[Text(k + 1, "N0"), .. rows.Select(n => Text(values[n, k], format))]));
    }

    private static string Peaks(DensityGrid grid)
    {
        int[] columns = Spread([.. Enumerable.Range(0, grid.X.Length)], Slices);
        return Html.Table("The peaks of p(y|x) at some x, the highest first", ["x", "peaks", "y of each (density)"],
            columns.Select(c =>
            {
                double[] densities = [.. Enumerable.Range(0, grid.Y.Length).Select(r => grid.Values[r, c])];
                int[] peaks = [.. Enumerable.Range(1, Math.Max(0, densities.Length - 2))
                    .Where(r => densities[r] > densities[r - 1] && densities[r] >= densities[r + 1]
                        && densities[r] >= MinPeak * densities.Max())
                    .OrderByDescending(r => densities[r])];
                return new[]
                {
                    Text(grid.X[c], "F1"), Text(peaks.Length, "N0"),
                    string.Join(", ", peaks.Select(r => $"{Text(grid.Y[r], "F1")} ({Text(densities[r], "F2")})")),
                };
            }), areNumbers: false);
    }

    private static string Losses(Training training)
    {
        int last = training.Losses.Length;
        IEnumerable<int> epochs = Enumerable.Range(0, Epochs)
            .Select(i => (int)Math.Round(Math.Pow(last, i / (Epochs - 1.0)))).Distinct();
        return Html.Table("The training loss of some epochs", ["epoch", "training loss"],
            [
                .. epochs.Select(epoch => new[] { Text(epoch, "N0"), Text(training.Losses[epoch - 1], "F3") }),
                ["test loss", Text(training.TestLoss, "F3")],
                [$"irreducible loss ({training.IrreducibleLossName})", Text(training.IrreducibleLoss, "F3")],
            ]);
    }

    // Some at equal intervals, with both ends.
    private static int[] Spread(int[] all, int count) =>
        [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * (all.Length - 1) / (count - 1))]).Distinct()];

    private static string Text(double value, string format)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        // Not -0.0.
        return text.StartsWith('-') && text.All(c => c is '-' or '0' or '.') ? text[1..] : text;
    }
}
