using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MdnDemo.Commands;
using MdnDemo.Reports;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>What the pages say is so.</summary>
public sealed partial class DocumentationSpecs
{
    private const string None = "–";

    private static readonly RootCommand Root = CompleteRoot();

    public static TheoryData<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(page => !OutputFolder().IsMatch(page)).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Commands { get; } = [.. Root.Subcommands.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_line_of_a_page_is_longer_than_120_columns_but_of_tables_pictures_and_what_programs_write(string page)
    {
        bool isCode = false, isResult = false;
        List<string> longLines = [];
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, page)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            if (line.StartsWith("<!--", StringComparison.Ordinal))
                isResult = line.Contains("from here", StringComparison.Ordinal);
            bool isWhole = line.TrimStart().StartsWith('|') || line.StartsWith("![", StringComparison.Ordinal);
            if (line.Length > 120 && !isCode && !isResult && !isWhole)
                longLines.Add(line);
        }
        Assert.Empty(longLines);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_and_picture_of_a_page_exists(string page)
    {
        Assert.All(Targets(page), target =>
        {
            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? page
                : Path.GetRelativePath(Repository.Root,
                    Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0]));
            Assert.True(Path.Exists(Path.Combine(Repository.Root, file)), $"{page} links to {target}");
            if (parts.Length == 2)
                Assert.Contains(parts[1], Anchors(file));
        });
    }

    [Fact]
    public void Every_picture_is_shown_on_a_page()
    {
        string[] pictures =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "images"), "*.png", SearchOption.AllDirectories),
        ];
        string[] shown =
        [
            .. from page in Pages.Select(row => row.Data)
               from target in Targets(page)
               select Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target)),
        ];

        Assert.Empty(pictures.Except(shown));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_page_of_the_command_line_names_every_option_with_its_default(string command)
    {
        string section = Section(command);
        var rows = OptionRow().Matches(section).Select(m => (Name: m.Groups[1].Value, Default: m.Groups[2].Value));

        Assert.Equal(Options(command).Select(o => (o.Name, DefaultOf(o))), rows);
        Assert.Empty(OptionNames(section).Except(Options(command).Select(o => o.Name)));
    }

    [Fact]
    public void The_page_of_the_command_line_names_no_option_that_does_not_exist()
    {
        string page = Read("docs/cli.md").Replace("dotnet run --project src/MdnDemo --", "MdnDemo");
        string[] known = [.. Root.Subcommands.SelectMany(c => Options(c.Name)).Select(o => o.Name),
            "--help", "--version"];

        Assert.Empty(OptionNames(page).Except(known));
    }

    [Fact]
    public void The_page_of_the_command_line_names_every_score_of_the_json_object()
    {
        var estimate = new Estimate(1, 0.1);
        var target = new TargetEvaluation("y", estimate, estimate, [0.2, 0.8]);
        using var output = new StringWriter();
        SetEvaluation[] sets = [new SetEvaluation(0.9, estimate, estimate)];
        EvaluationReport.PrintJson(output, new Evaluation(2, estimate, 1, [target]), [new TargetSets(sets, sets)]);
        JsonObject json = JsonNode.Parse(output.ToString())!.AsObject();

        Assert.All(json, score => Assert.Contains($"`{score.Key}`", Section("evaluate")));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_command_on_a_page_has_no_mistake(string page) =>
        Assert.All(Programs(page), arguments => Assert.Empty(Root.Parse(arguments).Errors));

    [Fact]
    public void The_pages_have_commands_and_links_to_look_at()
    {
        string[] pages = [.. Pages.Select(row => row.Data)];

        Assert.InRange(pages.Sum(page => Programs(page).Count()), 30, int.MaxValue);
        Assert.InRange(pages.Sum(page => Targets(page).Count()), 150, int.MaxValue);
    }

    [Fact]
    public void The_readme_is_short_and_says_how_to_build_run_and_test()
    {
        string readme = Read("README.md");
        string[] lines = readme.TrimEnd('\n').Split('\n');

        Assert.True(lines.Length <= 130, $"README.md has {lines.Length} lines.");
        Assert.Contains("dotnet build", lines);
        Assert.Contains("dotnet run --project src/MdnDemo regress", lines);
        Assert.Contains("dotnet run --project src/MdnDemo mdn", lines);
        Assert.Contains("dotnet test", lines);
    }

    [Fact]
    public void The_lines_of_code_on_the_pages_are_compiled_and_run()
    {
        string[] compiled = [.. File.ReadAllLines(InTests("PageExamples.cs")).Select(WithoutComment)];
        string[] shown =
        [
            .. from page in Pages.Select(row => row.Data)
               from block in Blocks(page, "csharp")
               where !block.StartsWith("// ", StringComparison.Ordinal)
               from line in block.Split('\n')
               select WithoutComment(line),
        ];

        Assert.NotEmpty(shown);
        Assert.Empty(shown.Except(compiled).Except([""]));
    }

    [Theory]
    [InlineData("src/MixtureDensity/README.md", "Program.cs")]
    [InlineData("src/MixtureDensity.Onnx/README.md", "Onnx.cs")]
    public void The_program_on_the_page_of_a_package_is_the_one_that_is_run_with_it(string page, string program) =>
        Assert.Equal(Read($"tests/PackageConsumer/{program}"), Blocks(page, "csharp")[0]);

    private static RootCommand CompleteRoot()
    {
        DeferredCommand[] commands =
        [
            RegressCommand.Create(), MdnCommand.Create(), FitCommand.Create(), EvaluateCommand.Create(),
            PredictCommand.Create(), ExplainCommand.Create(), ExportCommand.Create(),
        ];
        var root = new RootCommand();
        foreach (DeferredCommand command in commands)
        {
            command.Complete();
            root.Add(command);
        }
        return root;
    }

    private static IList<Option> Options(string command) => Root.Subcommands.Single(c => c.Name == command).Options;

    // As the help shows it, but for lists: those the page shows as they are typed.
    private static string DefaultOf(Option option)
    {
        if (option.Required)
            return "required";
        if (DefaultInWords().Match(option.Description!) is { Success: true } words)
            return words.Groups[1].Value;
        return option.HasDefaultValue && option is not Option<bool> ? Text(option.GetDefaultValue()) : None;
    }

    private static string Text(object? value) => value switch
    {
        string text => text,
        IEnumerable list => list.Cast<object>().Any() ? string.Join(' ', list.Cast<object>().Select(Text)) : None,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Section(string command) =>
        Read("docs/cli.md").Split("\n## ").Single(s => s.StartsWith($"`{command}`\n", StringComparison.Ordinal));

    private static IEnumerable<string> OptionNames(string text) => OptionName().Matches(text).Select(m => m.Value);

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    private static string InTests(string file) => Path.Combine(Repository.Root, "tests", "MdnDemo.Tests", file);

    /// <summary>What a page links to in this repository.</summary>
    private static IEnumerable<string> Targets(string page) =>
        Link().Matches(Code().Replace(Read(page), "")).Select(m => m.Groups[1].Value);

    /// <summary>The arguments of the commands on a page.</summary>
    private static IEnumerable<string> Programs(string page) => Blocks(page, "").SelectMany(block => block.Split('\n'))
        .Select(line => ProgramLine().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value);

    /// <summary>The code blocks of a page in one language, each with its last line end.</summary>
    private static string[] Blocks(string page, string language) =>
        [.. Block().Matches(Read(page)).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)];

    /// <summary>The names by which links point to the headings of a page, as GitHub makes them.</summary>
    private static IEnumerable<string> Anchors(string page) => Heading().Matches(Block().Replace(Read(page), ""))
        .Select(m => NotInAnchor().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutComment(string line) => Comment().Replace(line, "").Trim();

    [GeneratedRegex(@"(^|/)(bin|obj|artifacts|BenchmarkDotNet\.Artifacts|mine)/")]
    private static partial Regex OutputFolder();

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("(?s)```.*?```|`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex("(?s)```([a-z]*)\n(.*?)```")]
    private static partial Regex Block();

    [GeneratedRegex("(?m)^#+ (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"(?m)^\| `(--[a-z-]+)` \| ([^|]+?) \|")]
    private static partial Regex OptionRow();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"\[default: (.+)\]")]
    private static partial Regex DefaultInWords();

    // Up to a pipe or a redirection.
    [GeneratedRegex(@"^(?:dotnet run --project src/MdnDemo(?: --)?|MdnDemo) ([^|<>]+)")]
    private static partial Regex ProgramLine();

    [GeneratedRegex(@"\s+// .*$")]
    private static partial Regex Comment();
}
