using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>
/// Options that set a numeric property of an options record, with its default and range. Numbers are written as in C#,
/// whatever the system's language.
/// </summary>
internal static class NumberOption
{
    /// <summary>An option that takes one number.</summary>
    /// <param name="defaults">The record with the default.</param>
    /// <param name="property">The name of the property.</param>
    /// <param name="name">The name of the option.</param>
    /// <param name="description">What it does.</param>
    public static Option<T> For<T>(object defaults, string property, string name, string description)
        where T : struct, INumber<T>
    {
        RangeAttribute range = OptionRange.Find(defaults.GetType(), property);
        return new Option<T>(name)
        {
            Description = description,
            HelpName = "number",
            DefaultValueFactory = _ => Default<T>(defaults, property),
            CustomParser = result => Parse<T>(result, name, range, result.Tokens[0].Value),
        };
    }

    /// <summary>An option that takes one number, and without it leaves the choice to the program.</summary>
    /// <inheritdoc cref="For"/>
    public static Option<T?> Optional<T>(object defaults, string property, string name, string description)
        where T : struct, INumber<T>
    {
        RangeAttribute range = OptionRange.Find(defaults.GetType(), property);
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => Parse<T>(result, name, range, result.Tokens[0].Value),
        };
    }

    /// <summary>An option that takes one or more numbers; none without a default.</summary>
    /// <param name="defaults">The record with the property.</param>
    /// <param name="property">The name of the property, a list.</param>
    /// <param name="name">The name of the option.</param>
    /// <param name="helpName">What one of the numbers is.</param>
    /// <param name="description">What it does.</param>
    /// <param name="hasDefault">Whether the record's value is the default.</param>
    public static Option<T[]> Many<T>(object defaults, string property, string name, string helpName,
        string description, bool hasDefault)
        where T : struct, INumber<T>
    {
        RangeAttribute range = OptionRange.Find(defaults.GetType(), property);
        var option = new Option<T[]>(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.Select(token => Parse<T>(result, name, range, token.Value))],
        };
        if (hasDefault)
            option.DefaultValueFactory = _ => [.. Default<IReadOnlyList<T>>(defaults, property)];
        return option;
    }

    /// <summary>An option that takes one or more probabilities, each once.</summary>
    /// <inheritdoc cref="Many"/>
    public static Option<double[]> Probabilities(
        object defaults, string property, string name, string description, bool hasDefault = true)
    {
        Option<double[]> option = Many<double>(defaults, property, name, "p", description, hasDefault);
        var parse = option.CustomParser!;
        option.CustomParser = result =>
        {
            double[] values = parse(result)!;
            if (values.Distinct().Count() < values.Length)
                result.AddError($"{name} names a probability twice; name each once.");
            return values;
        };
        return option;
    }

    /// <summary>The number of an option without a range.</summary>
    public static double Finite(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
            result.AddError($"{name} is '{text}'; it must be a number such as 0.01.");
        return value;
    }

    private static T Default<T>(object defaults, string property) =>
        (T)defaults.GetType().GetProperty(property)!.GetValue(defaults)!;

    private static T Parse<T>(ArgumentResult result, string name, RangeAttribute range, string text)
        where T : struct, INumber<T>
    {
        bool isWhole = T.IsInteger(T.One / (T.One + T.One));
        NumberStyles styles = isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        if (!T.TryParse(text, styles, CultureInfo.InvariantCulture, out T value))
            result.AddError(
                $"{name} is '{text}'; it must be "
                    + $"{(isWhole ? "a whole number" : "a number such as 0.01")}{Bounds(range)}.");
        else if (OptionRange.Problem(name, value, range) is { } problem)
            result.AddError(problem);
        return value;
    }

    private static string Bounds(RangeAttribute range) => range.Maximum is double
        ? ""
        : $" from {range.Minimum:N0} to {range.Maximum:N0}";
}
