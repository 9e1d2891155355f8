using System.Globalization;
using MdnDemo.Experiments;
using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>The table at the end of a run.</summary>
internal static class Report
{
    /// <summary>
    /// Prints it: how long the training took, what it reached and what is possible, and which files were written.
    /// </summary>
    public static void Print(string lossName, Training training, int samples, IReadOnlyList<string> files)
    {
        int epochs = training.Losses.Length;
        double seconds = training.Duration.TotalSeconds;
        Table table = PlainTable.Create("name", "value").HideHeaders();

        void Add(string name, FormattableString value) =>
            table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
        Add("loss", $"{lossName}");
        Add("epochs", $"{epochs:N0}");
        Add("time", $"{seconds:F1} s, {epochs / seconds:N0} steps/s");
        Add("final training loss", $"{training.Losses[^1]:F3}");
        Add($"test loss ({samples.ToString("N0", CultureInfo.InvariantCulture)} new points)",
            $"{training.TestLoss:F3}");
        Add($"irreducible loss ({training.IrreducibleLossName})", $"{training.IrreducibleLoss:F3}");
        Add("pictures", $"{string.Join('\n', files)}");
        PlainTable.Write(table);
    }
}
