using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace MixtureDensity.Tests;

/// <summary>
/// The packages as their users meet them: packed, put into a feed of their own, restored from there and run.
/// </summary>
public sealed class PackageTests(PackageTests.Feed feed) : IClassFixture<PackageTests.Feed>
{
    private static readonly string Root = FindRoot();
    private static readonly string Consumer = Path.Combine(Root, "tests", "PackageConsumer");

    [Fact]
    public void A_program_that_has_only_the_package_trains_a_network_of_two_targets()
    {
        string output = RunExample("Program");

        string[] losses = output.Split('\n')[0].Replace("NLL ", "").Replace(" nats", "").Split(" -> ");
        double first = double.Parse(losses[0]), last = double.Parse(losses[1]);
        // Ignorant of the hand, the angles have ln 3 + ln 5 = 2.7 nats.
        Assert.InRange(first, 2, 5);
        Assert.InRange(last, -3, 0.5);
        Assert.Equal(2, output.Split("shoulder ").Length - 1);
    }

    [Fact]
    public void A_program_that_has_only_the_packages_exports_a_model_that_ONNX_Runtime_scores()
    {
        string[] lines = RunExample("Onnx").TrimEnd('\n').Split('\n')[^3..];

        // y is x² + U(0, 1).
        double[][] rows = [.. lines.Select(line =>
            line.Replace(", from", "").Replace(" to", "").Split(' ').Select(double.Parse).ToArray())];
        foreach (var (row, x) in rows.Zip([1.0, 2, 3]))
        {
            Assert.InRange(row[0], x * x + 0.2, x * x + 0.8);
            Assert.InRange(row[1], x * x - 0.6, row[0]);
            Assert.InRange(row[2], row[0], x * x + 1.6);
        }
    }

    [Theory]
    [InlineData("MixtureDensity", "buildTransitive/MixtureDensity.targets")]
    [InlineData("MixtureDensity.Onnx", "lib/net10.0/MixtureDensity.Onnx.dll")]
    public void A_package_carries_its_readme_licence_documentation_and_build_file(string name, string file)
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PathOf(name, "nupkg"));
        string[] files = [.. package.Entries.Select(e => e.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Contains(file, files);

        using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Equal(40, metadata.Elements().Single(e =>
            e.Name.LocalName == "repository").Attribute("commit")!.Value.Length);
    }

    [Theory, InlineData("MixtureDensity"), InlineData("MixtureDensity.Onnx")]
    public void The_symbols_are_packed_beside_it(string name)
    {
        using ZipArchive symbols = ZipFile.OpenRead(feed.PathOf(name, "snupkg"));
        Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Entries.Select(e => e.FullName));
    }

    private string RunExample(string example) =>
        Run(["run", "--no-restore", "--project", Consumer, $"-p:Example={example}", .. feed.Sources]);

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().Single(e => e.Name.LocalName == name).Value;

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MdnDemo.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true,
            RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0,
            $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{error.Result}");
        return output;
    }

    /// <summary>A folder with the packages in it, of which the program is restored once for all its examples.</summary>
    public sealed class Feed : IDisposable
    {
        // What these tests were built with is packed as it is.
        private static readonly string Configuration =
            typeof(DensityModel).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

        public Feed()
        {
            foreach (string project in new[] { "MixtureDensity", "MixtureDensity.Onnx" })
                Run("pack", Path.Combine(Root, "src", project), "--output", Folder, "--no-build", "--configuration",
                    Configuration);
            string packages = Run("nuget", "locals", "global-packages", "--list").Split(": ", 2)[1].Trim();
            Sources =
            [
                $"-p:RestoreAdditionalProjectSources={Folder}",
                // The packages come from the feed each time, and what they depend on from where everything else is.
                $"-p:RestorePackagesPath={Path.Combine(Folder, "restored")}",
                $"-p:RestoreFallbackFolders={packages}",
            ];
            Run(["restore", Consumer, .. Sources]);
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("mixture-density-feed-").FullName;

        /// <summary>The options that say where packages come from.</summary>
        public string[] Sources { get; }

        /// <summary>The file of a package, whose version begins with a digit.</summary>
        public string PathOf(string package, string extension) =>
            Directory.GetFiles(Folder, $"{package}.*.{extension}").Single(path =>
                char.IsAsciiDigit(Path.GetFileName(path)[package.Length + 1]));

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
