using System.CommandLine;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>Where the results are kept.</summary>
internal static class ResultsFolder
{
    /// <summary><c>--results</c>.</summary>
    public static Option<string> Option() => new("--results")
    {
        Description =
            "The folder of the results; 'benchmarks' at the root of the repository, or here where this is none",
        HelpName = "folder",
        DefaultValueFactory = _ => Path.Combine(Root(Directory.GetCurrentDirectory()) ?? "", "benchmarks"),
    };

    private static string? Root(string? folder) =>
        folder is null || File.Exists(Path.Combine(folder, "MdnDemo.sln")) ? folder
            : Root(Path.GetDirectoryName(folder));
}
