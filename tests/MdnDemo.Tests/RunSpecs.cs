using System.Globalization;
using System.Text.RegularExpressions;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

[Collection(nameof(Libtorch))]
public class RunSpecs
{
    private static readonly string[] RegressFiles = ["mdn-1.png", "mdn-2.png", "regress-loss.png", "regress.html"];
    private static readonly string[] MdnFiles =
        ["mdn-3.png", "mdn-4.png", "mdn-5.png", "mdn-6.png", "mdn-7.png", "mdn-loss.png", "mdn.html"];

    [Theory]
    [InlineData("regress", "1.000")]
    [InlineData("mdn", "1.288")]
    public void I_can_run_an_experiment_and_read_what_came_of_it(string command, string bestLoss)
    {
        using var folder = new TempDir();
        string[] files = command == "mdn" ? MdnFiles : RegressFiles;
        // A folder that has to be made, with a path longer than a terminal is wide.
        string output = folder.At(Path.Combine(new string('a', 100), "[b]"));
        Outcome outcome = InProcess.Run(command, "--epochs", "50", "--points", "300", "--output", output);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(files,
            Directory.EnumerateFileSystemEntries(output).Select(p => Path.GetFileName(p))
            .Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Contains(Path.Combine(output, file), outcome.Output));
        Assert.Matches(@"epochs\s+50\s", outcome.Output);
        Assert.Matches(@"time\s+\d+\.\d s, [\d,]+ steps/s", outcome.Output);
        Assert.Matches(@"final training loss\s+\d+\.\d{3}\s", outcome.Output);
        Assert.Matches(@"test loss \(300 new points\)\s+\d+\.\d{3}\s", outcome.Output);
        Assert.Matches($@"irreducible loss \((conditional entropy|noise variance)\)\s+{Regex.Escape(bestLoss)}\s",
            outcome.Output);
    }

    [Theory]
    [InlineData(50, 11)]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    [InlineData(2500, 11)]
    public void I_can_follow_a_run_in_a_file(int epochs, int lineCount)
    {
        using var folder = new TempDir();
        Outcome outcome = InProcess.Run(
            "regress", "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--points", "5", "--hidden", "2",
                "--output", folder.Path);

        Assert.Equal(0, outcome.ExitCode);
        Assert.DoesNotContain(outcome.Error + outcome.Output, c => char.IsControl(c) && c != '\n');
        Match[] lines =
        [
            .. outcome.Error.TrimEnd('\n').Split('\n').Select(
                line => Regex.Match(line, @"^(\d+) %  epoch (\d+)/(\d+)  loss [\d.]+  \d+ steps/s(  \d+ s left)?$")),
        ];
        Assert.All(lines, line => Assert.True(line.Success));
        Assert.Equal(lineCount, lines.Length);
        Assert.Equal("100", lines[^1].Groups[1].Value);
        Assert.All(lines, line =>
        {
            double part = Number(line, 2) / Number(line, 3);
            Assert.InRange(part - Number(line, 1) / 100, -1e-9, 0.01);
        });

        static double Number(Match line, int group) =>
            double.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void I_get_the_same_pictures_for_the_same_seed()
    {
        using TempDir one = new(), same = new(), other = new();
        string Losses(TempDir folder, string seed)
        {
            Outcome outcome = InProcess.Run("mdn", "--epochs", "40", "--points", "300", "--seed", seed,
                "--output", folder.Path);
            return string.Join(' ', Regex.Matches(outcome.Error, @"loss [\d.]+").Select(m => m.Value));
        }

        string losses = Losses(one, "7");
        Assert.Equal(losses, Losses(same, "7"));
        Assert.NotEqual(losses, Losses(other, "8"));
        Assert.All(MdnFiles, name =>
            Assert.Equal(File.ReadAllBytes(one.At(name)), File.ReadAllBytes(same.At(name))));
        Assert.All(MdnFiles, name =>
            Assert.NotEqual(File.ReadAllBytes(one.At(name)), File.ReadAllBytes(other.At(name))));
    }

    [Fact]
    public void I_can_replace_the_pictures_of_an_earlier_run_and_nothing_else()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("mdn-1.png"), "an earlier picture");
        File.WriteAllText(folder.At("notes.txt"), "mine");
        Outcome outcome = InProcess.Run("regress", "--epochs", "5", "--output", folder.Path);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([.. RegressFiles[..2], "notes.txt", .. RegressFiles[2..]], folder.Names);
        Assert.Equal("mine", File.ReadAllText(folder.At("notes.txt")));
        using var picture = new Image(File.ReadAllBytes(folder.At("mdn-1.png")));
        Assert.Equal(1000, picture.Width);
    }
}
