using System.Globalization;
using MixtureDensity;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace MdnDemo.Reports;

/// <summary>A line of a table of scores, as the terminal and a page show it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
/// <param name="Error">Its standard error; empty if it has none.</param>
internal sealed record ScoreRow(string Name, string Value, string Error = "")
{
    /// <summary>The line of a mean over rows.</summary>
    public static ScoreRow From(string name, Estimate estimate) => new(
        name,
        estimate.Mean.ToString("G5", CultureInfo.InvariantCulture),
        double.IsFinite(estimate.StandardError) ? estimate.StandardError.ToString("G2", CultureInfo.InvariantCulture)
            : "");

    /// <summary>Adds lines to a table of three columns.</summary>
    public static void AddAll(Table table, IEnumerable<ScoreRow> rows)
    {
        foreach (ScoreRow row in rows)
            table.AddRow(Markup.Escape(row.Name), row.Value, row.Error);
    }
}
