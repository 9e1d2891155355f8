using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace MdnDemo.Commands;

/// <summary>Options that take a number, written as in C# and the same in every country.</summary>
internal static class NumberOption
{
    /// <summary>An option that takes a whole number.</summary>
    public static Option<T> Whole<T>(string name, string description, T @default)
        where T : INumber<T>, IMinMaxValue<T> =>
        Create(name, "number", description, @default, NumberStyles.AllowLeadingSign, WholeNumber<T>());

    /// <summary>An option that takes any number.</summary>
    public static Option<double> Real(string name, string description, double @default) =>
        Create(name, "number", description, @default, NumberStyles.Float, "a number such as 0.01");

    /// <summary>An option that takes one or more whole numbers.</summary>
    public static Option<int[]> Wholes(string name, string helpName, string description) =>
        CreateMany<int>(name, helpName, description, NumberStyles.AllowLeadingSign, WholeNumber<int>());

    /// <summary>An option that takes one or more numbers.</summary>
    public static Option<double[]> Reals(string name, string helpName, string description, IEnumerable<double> @default)
    {
        Option<double[]> option = CreateMany<double>(name, helpName, description, NumberStyles.Float, "a number such as 0.5");
        option.DefaultValueFactory = _ => [.. @default];
        return option;
    }

    private static string WholeNumber<T>()
        where T : INumber<T>, IMinMaxValue<T> => string.Create(CultureInfo.InvariantCulture, $"a whole number, at most {T.MaxValue:N0}");

    private static Option<T> Create<T>(string name, string helpName, string description, T @default, NumberStyles styles, string expected)
        where T : INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => @default,
            CustomParser = result => Parse<T>(result, name, result.Tokens[0].Value, styles, expected),
        };

    private static Option<T[]> CreateMany<T>(string name, string helpName, string description, NumberStyles styles, string expected)
        where T : INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.Select(token => Parse<T>(result, name, token.Value, styles, expected)!)],
        };

    private static T? Parse<T>(ArgumentResult result, string name, string text, NumberStyles styles, string expected)
        where T : INumber<T>
    {
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out T? value))
            return value;
        result.AddError($"{name} is '{text}'; it must be {expected}.");
        return default;
    }
}
