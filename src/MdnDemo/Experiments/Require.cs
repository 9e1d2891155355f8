using System.Globalization;
using System.Numerics;

namespace MdnDemo.Experiments;

/// <summary>Checks of an option's value; a violation names the option, the value and what it must be.</summary>
internal static class Require
{
    /// <summary>The value, if least ≤ value ≤ most.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public static T Between<T>(string option, T value, T least, T most)
        where T : INumber<T> =>
        value >= least && value <= most ? value : throw Violation(option, value, $"from {Text(least)} to {Text(most)}");

    /// <summary>The value, if it is finite and greater than 0.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public static double Positive(string option, double value) =>
        double.IsFinite(value) && value > 0 ? value : throw Violation(option, value, "finite and greater than 0");

    /// <summary>The value, if 0 ≤ value &lt; 1.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public static double Fraction(string option, double value) =>
        value is >= 0 and < 1 ? value : throw Violation(option, value, "at least 0 and less than 1");

    private static UserException Violation<T>(string option, T value, string range)
        where T : INumber<T> =>
        new($"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {range}.");

    private static string Text<T>(T value)
        where T : INumber<T> => value.ToString("N0", CultureInfo.InvariantCulture);
}
