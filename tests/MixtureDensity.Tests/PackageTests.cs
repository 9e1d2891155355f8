using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace MixtureDensity.Tests;

/// <summary>
/// The package as its users meet it: packed, put into a feed of its own, restored from there and run.
/// </summary>
public sealed class PackageTests(PackageTests.Feed feed) : IClassFixture<PackageTests.Feed>
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void A_program_that_has_only_the_package_trains_a_network_of_two_targets()
    {
        string packages = Run("nuget", "locals", "global-packages", "--list").Split(": ", 2)[1].Trim();
        string output = Run(
            "run", "--project", Path.Combine(Root, "tests", "PackageConsumer"),
            $"-p:RestoreAdditionalProjectSources={feed.Folder}",
            // The package comes from the feed each time, and what it depends on from where everything else is.
            $"-p:RestorePackagesPath={Path.Combine(feed.Folder, "restored")}",
            $"-p:RestoreFallbackFolders={packages}");

        string[] losses = output.Split('\n')[0].Replace("NLL ", "").Replace(" nats", "").Split(" -> ");
        double first = double.Parse(losses[0]), last = double.Parse(losses[1]);
        // Ignorant of the hand, the angles have ln 3 + ln 5 = 2.7 nats.
        Assert.InRange(first, 2, 5);
        Assert.InRange(last, -3, 0.5);
        Assert.Equal(2, output.Split("shoulder ").Length - 1);
    }

    [Fact]
    public void The_package_carries_its_readme_licence_documentation_and_build_file()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Folder, feed.Package + ".nupkg"));
        string[] files = [.. package.Entries.Select(e => e.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains("lib/net10.0/MixtureDensity.xml", files);
        Assert.Contains("buildTransitive/MixtureDensity.targets", files);

        using Stream nuspec = package.GetEntry("MixtureDensity.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Equal(40, metadata.Elements().Single(e =>
            e.Name.LocalName == "repository").Attribute("commit")!.Value.Length);
    }

    [Fact]
    public void The_symbols_are_packed_beside_it()
    {
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(feed.Folder, feed.Package + ".snupkg"));
        Assert.Contains("lib/net10.0/MixtureDensity.pdb", symbols.Entries.Select(e => e.FullName));
    }

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

    /// <summary>A folder with the package in it.</summary>
    public sealed class Feed : IDisposable
    {
        public Feed() => Run("pack", Path.Combine(Root, "src", "MixtureDensity"), "--output", Folder);

        public string Folder { get; } = Directory.CreateTempSubdirectory("mixture-density-feed-").FullName;

        public string Package => Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, "*.nupkg").Single());

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
