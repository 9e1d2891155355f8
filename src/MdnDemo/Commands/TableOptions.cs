using System.CommandLine;

namespace MdnDemo.Commands;

/// <summary>The options of the commands that work on a table.</summary>
internal static class TableOptions
{
    private const string Kinds =
        ": CSV, Parquet or JSON, compressed or not; 'in/*.csv' is several files, and - standard input";

    /// <summary><c>--data</c>.</summary>
    public static Option<string> Data(string description) =>
        new("--data") { Description = description + Kinds, HelpName = "file", Required = true };

    /// <summary><c>--data</c>, where it is optional.</summary>
    public static Option<string?> OptionalData(string description) =>
        new("--data") { Description = description + Kinds, HelpName = "file" };

    /// <summary><c>--model</c>.</summary>
    public static Option<string> Model(string description) =>
        new("--model") { Description = description, HelpName = "file.mdn", Required = true };

    /// <summary>An option with a few values, the first of which is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary><c>--no-calibration</c>.</summary>
    public static Option<bool> NoCalibration() =>
        Flag("--no-calibration", "Take the model's own intervals and regions instead of calibrated ones");

    /// <summary><c>--weight</c>.</summary>
    public static Option<string?> Weight(string description) =>
        Column("--weight", "A column of weights, at least 0: " + description);

    /// <summary><c>--plots</c>.</summary>
    public static Option<string?> Plots() => new("--plots")
    {
        Description = "The folder for the pictures [default: the model's name with -pictures]",
        HelpName = "folder",
    };

    /// <summary>The folder for the pictures of a model where <c>--plots</c> names none.</summary>
    public static string PicturesOf(string model) => Path.ChangeExtension(model, null) + "-pictures";

    /// <summary><c>--force</c>.</summary>
    public static Option<bool> Force() => Flag("--force", "Replace files that exist");

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>An option that takes a number, which may be absent.</summary>
    public static Option<double?> Bound(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => NumberOption.Finite(result, name),
    };

    /// <summary>An option that takes a column name.</summary>
    public static Option<string?> Column(string name, string description) =>
        new(name) { Description = description, HelpName = "column" };

    /// <summary>An option that takes several column names, after one another or by repeating it.</summary>
    public static Option<string[]> Columns(string name, string description) =>
        new(name) { Description = description, HelpName = "column", AllowMultipleArgumentsPerToken = true };
}
