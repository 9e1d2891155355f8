using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>A part of what <c>fit</c> does by default that can be left out, to see what it is worth.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="LeaveOut">The options without it.</param>
internal sealed record Part(string Name, Func<ModelOptions, ModelOptions> LeaveOut)
{
    /// <summary>All parts.</summary>
    public static IReadOnlyList<Part> All { get; } =
    [
        new("ple", o => WithArchitectures(o, r => r with { Bins = 0 })),
        new("choice", o => o with { Architectures = [SmallTable(o)[0]] }),
        new("mixtures", o => o with { Components = 1 }),
        new("ema", o => o with { Training = o.Training with { EmaDecay = 0 } }),
        new("temperature", o => o with { Training = o.Training with { TemperatureScaling = false } }),
        new("refits", o => o with { Refits = 0 }),
    ];

    /// <summary>The part of a name.</summary>
    public static Part Named(string name) => All.Single(p => p.Name == name);

    private static ModelOptions WithArchitectures(ModelOptions options, Func<Architecture, Architecture> change) =>
        options with { Architectures = [.. SmallTable(options).Select(change)] };

    // Parts are left out on small tables.
    private static IReadOnlyList<Architecture> SmallTable(ModelOptions options) =>
        options.Architectures ?? ModelOptions.SmallTableArchitectures;
}
