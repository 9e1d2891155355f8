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
        Create(name, "number", description, @default, NumberStyles.AllowLeadingSign,
            string.Create(CultureInfo.InvariantCulture, $"a whole number, at most {T.MaxValue:N0}"));

    /// <summary>An option that takes any number.</summary>
    public static Option<double> Real(string name, string description, double @default) =>
        Create(name, "number", description, @default, NumberStyles.Float, "a number such as 0.01");

    /// <summary>An option that takes one or more numbers.</summary>
    public static Option<double[]> Reals(string name, string helpName, string description, IEnumerable<double> @default) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. @default],
        CustomParser = result =>
        {
            List<double> values = [];
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                    values.Add(value);
                else
                    result.AddError($"{name} is '{text}'; it must be a number such as 0.5.");
            }
            return [.. values];
        },
    };

    private static Option<T> Create<T>(string name, string helpName, string description, T @default, NumberStyles styles, string expected)
        where T : INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => @default,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out T? value))
                    return value;
                result.AddError($"{name} is '{text}'; it must be {expected}.");
                return default;
            },
        };
}
