using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>
/// Tables on standard output: with lines on a terminal, without them in a file or a pipe, and never cut.
/// </summary>
internal static class PlainTable
{
    // Wider than any path: a line that is too long for the terminal is broken by the terminal.
    private const int NoLimit = 20_000;

    /// <summary>A table with these columns.</summary>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = AnsiConsole.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.None };
        foreach (string column in columns)
            table.AddColumn(column);
        return table;
    }

    /// <summary>Prints it.</summary>
    public static void Write(Table table)
    {
        AnsiConsole.Profile.Width = NoLimit;
        AnsiConsole.Write(table);
    }
}
