using System.Runtime.InteropServices;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>What a result comes from.</summary>
/// <param name="Date">The day, in UTC.</param>
/// <param name="Version">The version of the library, with its commit.</param>
/// <param name="Options">The options that are not at their defaults, or <see cref="Defaults"/>.</param>
/// <param name="Cores">How many cores the program had.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
internal sealed record Provenance(DateOnly Date, string Version, string Options, int Cores, string System,
    string Runtime)
{
    /// <summary>What <see cref="Options"/> says where none was changed.</summary>
    public const string Defaults = "default";

    /// <summary>Of a model that was fitted here and now.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The options that are not at their defaults, or <see cref="Defaults"/>.</param>
    public static Provenance From(DensityModel model, string options) => new(
        DateOnly.FromDateTime(DateTime.UtcNow), model.Training.Versions["MixtureDensity"], options,
        Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
}
