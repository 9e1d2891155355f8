using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MixtureDensity;

/// <summary>Validates options against the ranges that their records declare by <see cref="RangeAttribute"/>.</summary>
public static class OptionRange
{
    /// <summary>Finds the range of a property.</summary>
    /// <param name="options">The type of the record.</param>
    /// <param name="property">The name of the property.</param>
    /// <exception cref="ArgumentException">The property declares no range.</exception>
    public static RangeAttribute Find(Type options, string property) =>
        options.GetProperty(property)?.GetCustomAttribute<RangeAttribute>()
        ?? throw new ArgumentException($"{options.Name}.{property} declares no range.", nameof(property));

    /// <summary>An error message for a value out of range; null if it is in range.</summary>
    /// <param name="name">The name of the option in the message.</param>
    /// <param name="value">A number.</param>
    /// <param name="range">The range.</param>
    public static string? Problem(string name, object value, RangeAttribute range)
    {
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        double min = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        double max = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        bool isAbove = range.MinimumIsExclusive ? number > min : number >= min;
        bool isBelow = range.MaximumIsExclusive ? number < max : number <= max;
        if (isAbove && isBelow)
            return null;
        string bounds = max >= double.MaxValue
            ? $"finite and {(range.MinimumIsExclusive ? "greater than" : "at least")} {Text(min)}"
            : range is { MinimumIsExclusive: false, MaximumIsExclusive: false }
                ? $"from {Text(min)} to {Text(max)}"
                : $"{(range.MinimumIsExclusive ? "greater than" : "at least")} {Text(min)} and "
                    + $"{(range.MaximumIsExclusive ? "less than" : "at most")} {Text(max)}";
        return string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {bounds}.");

        static string Text(double bound) =>
            bound.ToString(Math.Abs(bound) is >= 1 or 0 ? "#,##0.##########" : "G", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Checks all properties of a record that declare a range; in lists every element. Null values are not checked.
    /// </summary>
    /// <param name="options">The record.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static void Validate(object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range
                || property.GetValue(options) is not { } value)
                continue;
            foreach (object element in value is IEnumerable list ? list : new[] { value })
            {
                if (Problem(property.Name, element, range) is { } problem)
                    throw new ArgumentOutOfRangeException(property.Name, element, problem);
            }
        }
    }
}
