using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>
/// Tables and sentences on standard output: with lines and bold letters on a terminal, in ASCII in a file, in a pipe
/// or on a terminal that can do no more, and never cut.
/// </summary>
internal static class PlainTable
{
    // Wider than any path: a line that is too long for the terminal is broken by the terminal.
    private const int NoLimit = 20_000;

    private const string PlusMinus = " ± ";

    /// <summary>Whether the program prints ASCII, apart from the user's names.</summary>
    public static bool IsAscii => !AnsiConsole.Profile.Out.IsTerminal || IsDumb;

    /// <summary>Whether only ASCII may be printed: the terminal is dumb or unknown.</summary>
    public static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is "dumb" or null or "";

    /// <summary>A table with these columns.</summary>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = IsAscii ? TableBorder.None : TableBorder.Rounded };
        foreach (string column in columns)
            table.AddColumn(column);
        return table;
    }

    /// <summary>A table of scores with aligned values and errors.</summary>
    /// <param name="title">The title of the scores.</param>
    /// <param name="rows">The scores.</param>
    /// <param name="value">The title of the values.</param>
    public static Table Create(string title, IEnumerable<ScoreRow> rows, string value = "value")
    {
        ScoreRow[] all = [.. rows];
        bool hasDifferences = all.Any(r => r.Difference.Length > 0);
        Table table = hasDifferences ? Create(title, value, "minus the model's") : Create(title, value);
        string[] values = Align([.. all.Select(r => (r.Value, r.Error))]),
            differences = Align([.. all.Select(r => (r.Difference, r.DifferenceError))]);
        for (int i = 0; i < all.Length; i++)
        {
            string[] cells = [all[i].Name, values[i], .. hasDifferences ? [differences[i]] : Array.Empty<string>()];
            table.AddRow([.. cells.Select(cell => all[i].IsBest ? $"[bold]{Markup.Escape(cell)}[/]"
                : Markup.Escape(cell))]);
        }
        return table;
    }

    /// <summary>Prints a table.</summary>
    public static void Write(Table table)
    {
        AnsiConsole.Profile.Width = NoLimit;
        AnsiConsole.Write(table);
    }

    /// <summary>Prints a sentence.</summary>
    public static void Write(string sentence) => Console.WriteLine(Letters(sentence));

    // Numbers stand with their decimal points below each other, and so do their errors.
    private static string[] Align((string Value, string Error)[] cells)
    {
        string[] values = AtPoint([.. cells.Select(c => c.Value)]), errors = AtPoint([.. cells.Select(c => c.Error)]);
        return [.. cells.Select((c, i) =>
            Letters(c.Error.Length > 0 ? values[i] + PlusMinus + errors[i] : values[i]).TrimEnd())];
    }

    private static string[] AtPoint(string[] numbers)
    {
        static int PointOf(string number) =>
            number.IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : number.Length;
        int whole = numbers.Select(PointOf).DefaultIfEmpty().Max();
        int all = whole + numbers.Select(n => n.Length - PointOf(n)).DefaultIfEmpty().Max();
        return [.. numbers.Select(n => n.PadLeft(n.Length + whole - PointOf(n)).PadRight(all))];
    }

    private static string Letters(string text) => IsAscii ? text.Replace(PlusMinus, " +/- ", StringComparison.Ordinal)
        : text;
}
