using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using MixtureDensity;

namespace MdnDemo.Benchmarks;

/// <summary>Options that take a whole number.</summary>
internal static class SimpleOption
{
    /// <summary>An option with a default, at least 1 or another minimum.</summary>
    public static Option<int> Whole(string name, string description, int @default, int min = 1)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "number",
            DefaultValueFactory = _ => @default,
        };
        var range = new RangeAttribute(min, int.MaxValue);
        option.Validators.Add(result =>
        {
            if (OptionRange.Problem(name, result.GetValueOrDefault<int>(), range) is { } problem)
                result.AddError(problem);
        });
        return option;
    }
}
