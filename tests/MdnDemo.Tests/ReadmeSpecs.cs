using System.Globalization;
using System.Text.RegularExpressions;
using MdnDemo.Experiments;

namespace MdnDemo.Tests;

public class ReadmeSpecs
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact]
    public void The_options_have_the_defaults_that_the_readme_says()
    {
        RegressOptions regress = new();
        MdnOptions mdn = new();

        Assert.Equal(Row(regress.Epochs, mdn.Epochs), Row("--epochs"));
        Assert.Equal(Row(regress.Points, mdn.Points), Row("--points"));
        Assert.Equal(Row(regress.Hidden, mdn.Hidden), Row("--hidden"));
        Assert.Equal(Row(regress.LearningRate, mdn.LearningRate), Row("--learning-rate"));
        Assert.Equal(Row(regress.Alpha, mdn.Alpha), Row("--alpha"));
        Assert.Equal(Row(regress.Seed, mdn.Seed), Row("--seed"));
        Assert.Equal(["", Row(mdn.Components, 0)[0]], Row("--components"));
    }

    [Fact]
    public void The_readme_shows_every_picture_and_names_no_file_that_is_not_there()
    {
        string[] targets = [.. Regex.Matches(Readme, @"\]\((?!https:)([^)]+)\)")
            .Select(match => match.Groups[1].Value)];

        string[] pictures = Directory.GetFiles(Path.Combine(Root, "images"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(
            pictures.Select(picture => Path.GetRelativePath(Root, picture).Replace('\\', '/')).Order(),
            targets.Where(target => target.StartsWith("images/", StringComparison.Ordinal)).Order());
        Assert.All(targets, target => Assert.True(File.Exists(Path.Combine(Root, target)), target));
    }

    private static string[] Row(string option)
    {
        string[] cells = [.. Readme.Split('\n').Single(line =>
            line.StartsWith($"| `{option}` |", StringComparison.Ordinal)).Split('|').Select(cell => cell.Trim())];
        return cells[3..5];
    }

    private static string[] Row(IFormattable regress, IFormattable mdn) =>
        [regress.ToString(null, CultureInfo.InvariantCulture), mdn.ToString(null, CultureInfo.InvariantCulture)];

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "MdnDemo.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
