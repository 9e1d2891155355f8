using System.CommandLine;
using MdnDemo.Tables;
using MixtureDensity;

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

    /// <summary><c>--missing</c>.</summary>
    public static Option<string> Missing()
    {
        var option = new Option<string>("--missing")
        {
            Description = "What to do with rows that have a missing input: keep them, drop and count them, or stop "
                + "with an error",
            DefaultValueFactory = _ => "keep",
        };
        option.AcceptOnlyFromAmong("keep", "drop", "error");
        return option;
    }

    /// <summary><c>--transform</c>.</summary>
    public static Option<string> Transform()
    {
        var option = new Option<string>("--transform")
        {
            Description = "The scale on which the target is modelled: log is its logarithm, none the target itself, "
                + "auto the better of both where the target is positive and skewed",
            DefaultValueFactory = _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "log", "none");
        return option;
    }

    /// <summary>The value of <c>--transform</c>.</summary>
    public static TargetTransform TransformOf(string? text) => text switch
    {
        "log" => TargetTransform.Log,
        "none" => TargetTransform.None,
        _ => TargetTransform.Auto,
    };

    /// <summary><c>--outliers</c>.</summary>
    public static Option<string> Outliers()
    {
        var option = new Option<string>("--outliers")
        {
            Description = "What to do with numbers absurdly far from all others of their column: clip replaces them "
                + "by the nearest other, with a warning, keep takes them as they are",
            DefaultValueFactory = _ => "clip",
        };
        option.AcceptOnlyFromAmong("clip", "keep");
        return option;
    }

    /// <summary><c>--na</c>.</summary>
    public static Option<string[]> Na() => new("--na")
    {
        Description = "Texts that stand for a missing cell, beside NA, NaN, null, None, '.', '?' and an empty one",
        HelpName = "text",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary><c>--sql</c>.</summary>
    public static Option<string?> Sql() => new("--sql")
    {
        Description = "A query in DuckDB's SQL that shapes the table, with the file as data: "
            + "\"select * from data where x > 0\"",
        HelpName = "query",
    };

    /// <summary><c>--verbose</c>.</summary>
    public static Option<bool> Verbose() => new("--verbose") { Description = "Say what each column is" };

    /// <summary><c>--no-calibration</c>.</summary>
    public static Option<bool> NoCalibration() => new("--no-calibration")
    {
        Description = "Take the model's own intervals and regions instead of calibrated ones",
    };

    /// <summary><c>--weight</c>.</summary>
    public static Option<string?> Weight(string description) => new("--weight")
    {
        Description = "A column of weights, at least 0: " + description,
        HelpName = "column",
    };

    /// <summary>The value of <c>--missing</c>.</summary>
    public static MissingRule RuleOf(string? missing) => missing switch
    {
        "drop" => MissingRule.Drop,
        "error" => MissingRule.Error,
        _ => MissingRule.Keep,
    };

    /// <summary><c>--force</c>.</summary>
    public static Option<bool> Force() => new("--force") { Description = "Replace files that exist" };

    /// <summary>An option that takes several column names, after one another or by repeating it.</summary>
    public static Option<string[]> Columns(string name, string description) =>
        new(name) { Description = description, HelpName = "column", AllowMultipleArgumentsPerToken = true };
}
