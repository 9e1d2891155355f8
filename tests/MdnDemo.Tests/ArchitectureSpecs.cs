using System.Text.RegularExpressions;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Folders of the sources only look back: each uses those before it, and none after it.</summary>
public sealed partial class ArchitectureSpecs
{
    [Theory]
    [InlineData("MixtureDensity", "", "Numerics", "Data", "Distribution", "Network", "Backprop", "Training", "Scores",
        "Calibration", "Model", "Explanation")]
    [InlineData("MdnDemo", "", "Files", "Answers", "Tables", "Experiments", "Plots", "Reports", "Pages", "Commands")]
    public void A_folder_uses_only_folders_before_it(string project, params string[] folders)
    {
        string root = Path.Combine(Repository.Root, "src", project);
        (string Folder, string Name, string Code)[] files =
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path))
                .Where(path => !path.StartsWith("bin", StringComparison.Ordinal)
                    && !path.StartsWith("obj", StringComparison.Ordinal))
                // The entry point uses the last folder.
                .Where(path => path != "Program.cs")
                .Select(path => (Path.GetDirectoryName(path)!, path,
                    WithoutTexts(File.ReadAllText(Path.Combine(root, path))))),
        ];
        Assert.Equal(folders.Order(), files.Select(f => f.Folder).Append("").Distinct().Order());

        Dictionary<string, string> homes = files
            .SelectMany(f => Declaration().Matches(f.Code).Select(m => (Type: m.Groups[1].Value, f.Folder)))
            .DistinctBy(d => d.Type).ToDictionary(d => d.Type, d => d.Folder);
        Assert.True(homes.Count > 30);
        string[] forward =
        [
            .. from file in files
               from word in Word().Matches(file.Code).Select(m => m.Value).Distinct()
               where homes.TryGetValue(word, out string? home)
                   && Array.IndexOf(folders, home) > Array.IndexOf(folders, file.Folder)
               select $"{file.Name} uses {word} of {homes[word]}",
        ];
        Assert.Empty(forward);
    }

    [Fact]
    public void A_file_is_named_after_the_one_type_in_it()
    {
        string[] violations =
        [
            .. from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs",
                SearchOption.AllDirectories)
               where !path.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(path) != "Program.cs"
               let types = Declaration().Matches(WithoutTexts(File.ReadAllText(path)))
                   
                   .Select(m => m.Groups[1].Value).Distinct().ToArray()
               where types.Length != 1 || types[0] != Path.GetFileName(path).Split('.')[0]
               select $"{Path.GetFileName(path)}: {string.Join(", ", types)}",
        ];
        Assert.Empty(violations);
    }

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        string[] longLines =
        [
            .. from path in Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
               where !path.Contains("/obj/", StringComparison.Ordinal)
                   && !path.Contains("/bin/", StringComparison.Ordinal)
               from line in File.ReadLines(path).Select((text, i) => (Text: text, Number: i + 1))
               where line.Text.Length > 120
               select $"{Path.GetRelativePath(Repository.Root, path)}:{line.Number}",
        ];
        Assert.Empty(longLines);
    }

    // Comments and texts name types without using them.
    private static string WithoutTexts(string code) => Text().Replace(code, " ");

    [GeneratedRegex("""//[^\n]*|@?\$?"(\\.|[^"\\\n])*"|'(\\.|[^'\\])'""")]
    private static partial Regex Text();

    // An indented declaration is nested: part of the type around it.
    [GeneratedRegex(
        @"^(?:public |internal |file |sealed |static |abstract |readonly |partial |ref |unsafe )*"
        + @"(?:class|record struct|record|struct|interface|enum|delegate) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Word();
}
