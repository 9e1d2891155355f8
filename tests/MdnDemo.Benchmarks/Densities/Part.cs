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
        new("ramps", o => WithRecipes(o, r => r with { Bins = 0 })),
        new("choice", o => o with { Recipes = [o.Recipes[0]] }),
        new("mixtures", o => o with { Components = 1 }),
        new("averaging", o => o with { Fit = o.Fit with { Averaging = 0 } }),
        new("second-round", o => o with { Rounds = 1 }),
    ];

    /// <summary>The part of a name.</summary>
    public static Part Named(string name) => All.Single(p => p.Name == name);

    private static ModelOptions WithRecipes(ModelOptions options, Func<NetworkRecipe, NetworkRecipe> change) =>
        options with { Recipes = [.. options.Recipes.Select(change)] };
}
