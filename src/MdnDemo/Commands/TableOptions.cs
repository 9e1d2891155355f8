using System.CommandLine;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>The options of the commands that work on a table.</summary>
internal static class TableOptions
{
    /// <summary><c>--data</c>.</summary>
    public static Option<string> Data(string description) =>
        new("--data") { Description = description + "; - is standard input", HelpName = "file.csv", Required = true };

    /// <summary><c>--model</c>.</summary>
    public static Option<string> Model(string description) =>
        new("--model") { Description = description, HelpName = "file.mdn", Required = true };

    /// <summary><c>--missing</c>.</summary>
    public static Option<string> Missing()
    {
        var option = new Option<string>("--missing")
        {
            Description = "What to do with rows that have an empty cell: stop with an error, or drop and count them",
            DefaultValueFactory = _ => "error",
        };
        option.AcceptOnlyFromAmong("error", "drop");
        return option;
    }

    /// <summary><c>--force</c>.</summary>
    public static Option<bool> Force() => new("--force") { Description = "Replace files that exist" };

    /// <summary>An option that takes several column names, after one another or by repeating it.</summary>
    public static Option<string[]> Columns(string name, string description) =>
        new(name) { Description = description, HelpName = "column", AllowMultipleArgumentsPerToken = true };
}
