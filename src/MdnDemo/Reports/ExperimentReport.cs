using MdnDemo.Experiments;
using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>The table at the end of an experiment.</summary>
internal static class ExperimentReport
{
    /// <summary>
    /// Prints the losses, the irreducible loss, the duration, and the files that were written.
    /// </summary>
    public static void Print(string lossName, Training training, int samples, IReadOnlyList<string> files)
    {
        Table table = PlainTable.Create("name", "value").HideHeaders();
        foreach (var (name, value) in Rows(lossName, training, samples))
            table.AddRow(new Text(name), new Text(value));
        int epochs = training.Losses.Length;
        double seconds = training.Duration.TotalSeconds;
        table.AddRow("time", $"{seconds:F1} s, {epochs / seconds:N0} steps/s");
        table.AddRow(new Text("files"), new Text(string.Join('\n', files)));
        PlainTable.Write(table);
    }

    /// <summary>The losses of a training, and the irreducible loss.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(string lossName, Training training, int samples) =>
        [
            ("loss", lossName),
            ("epochs", $"{training.Losses.Length:N0}"),
            ("final training loss", $"{training.Losses[^1]:F3}"),
            ($"test loss ({samples:N0} new points)", $"{training.TestLoss:F3}"),
            ($"irreducible loss ({training.IrreducibleLossName})", $"{training.IrreducibleLoss:F3}"),
        ];
}
