using System.CommandLine;
using MdnDemo.Tables;

namespace MdnDemo.Commands;

/// <summary>The options for reading a table, of all commands that do.</summary>
internal sealed class ReadingOptions
{
    /// <summary><c>--missing</c>.</summary>
    public Option<string> Missing { get; } = TableOptions.Choice("--missing",
        "What to do with rows that have a missing input: keep them, drop and count them, or stop with an error",
        "keep", "drop", "error");

    /// <summary><c>--na</c>.</summary>
    public Option<string[]> Na { get; } = new("--na")
    {
        Description = "Texts and numbers that stand for a missing cell, beside the usual ones, such as NA, N/A, NaN, "
            + "null, None, '.', '?' and an empty one",
        HelpName = "text",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary><c>--encoding</c>.</summary>
    public Option<string?> Encoding { get; } = EncodingOption();

    /// <summary><c>--sql</c>.</summary>
    public Option<string?> Sql { get; } = new("--sql")
    {
        Description = "A query in DuckDB's SQL that shapes the table, with the file as data: "
            + "\"select * from data where x > 0\"",
        HelpName = "query",
    };

    /// <summary><c>--verbose</c>.</summary>
    public Option<bool> Verbose { get; } = TableOptions.Flag("--verbose", "Say what each column is");

    /// <summary>The choice of the user.</summary>
    public ReadOptions Read(ParseResult parse) => new()
    {
        Missing = Enum.Parse<MissingRule>(parse.GetValue(Missing)!, ignoreCase: true),
        Na = parse.GetValue(Na)!,
        Encoding = parse.GetValue(Encoding) is { } name ? TextEncoding.Named(name) : null,
        Sql = parse.GetValue(Sql),
        Verbose = parse.GetValue(Verbose),
    };

    private static Option<string?> EncodingOption()
    {
        var option = new Option<string?>("--encoding")
        {
            Description = "The encoding of a text, such as shift_jis, gb18030 or windows-1251; without it UTF-8, "
                + "UTF-16, UTF-32, Shift-JIS, Windows-1252 and Windows-1250 are recognised",
            HelpName = "name",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && TextEncoding.Named(name) is null)
                result.AddError($"--encoding: there is no encoding '{name}'; write it as in shift_jis, gb18030, "
                    + "euc-kr or windows-1251.");
        });
        return option;
    }
}
