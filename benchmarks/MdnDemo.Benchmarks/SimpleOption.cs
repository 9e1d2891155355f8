using System.CommandLine;

namespace MdnDemo.Benchmarks;

/// <summary>Options with a default.</summary>
internal static class SimpleOption
{
    /// <summary>An option that takes a whole number.</summary>
    public static Option<int> Whole(string name, string description, int @default) =>
        Create(name, description, @default);

    /// <summary>An option that takes any number.</summary>
    public static Option<double> Real(string name, string description, double @default) =>
        Create(name, description, @default);

    private static Option<T> Create<T>(string name, string description, T @default) =>
        new(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => @default };
}
