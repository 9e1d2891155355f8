using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Output that nobody reads to its end.</summary>
public sealed class ClosedPipeSpecs(SmallModel model)
{
    [Fact]
    public async Task I_can_look_at_the_first_predictions_of_a_long_table()
    {
        string script = "{ echo x,colour; yes 1,red 2> /dev/null | head -n 500000; } | \"$0\" \"$@\" "
            + "| head -n 3; exit ${PIPESTATUS[1]}";
        Outcome outcome = await Demo.RunFileAsync(
            "bash", "-c", script, Demo.File, "predict", "--model", model.Path, "--data", "-", "--output", "-");

        Assert.Equal((141, ""), (outcome.ExitCode, outcome.Error));
        Assert.Collection(
            outcome.Output.TrimEnd('\n').Split('\n'),
            header => Assert.StartsWith("x,colour,y_mean,", header),
            first => Assert.StartsWith("1,red,", first),
            second => Assert.StartsWith("1,red,", second));
    }

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task I_hear_nothing_of_scores_that_nobody_reads(params string[] options) =>
        IsQuiet(await Unread(["evaluate", "--model", model.Path, "--data", model.Data, .. options]));

    [Fact]
    public async Task I_get_the_model_its_pictures_and_its_page_though_nobody_reads_the_report()
    {
        using var folder = new TempDir();
        string[] fit = ["fit", "--target", "y", "--data", model.Data, "--model", folder.At("m.mdn")];
        IsQuiet(await Unread([.. fit, .. SmallModel.Quick]));
        Assert.Equal(["m-pictures", "m.html", "m.mdn"], folder.Names);
        Assert.Equal(5, Directory.GetFileSystemEntries(folder.At("m-pictures")).Length);
    }

    [Fact]
    public async Task I_get_the_pictures_of_an_experiment_though_nobody_reads_its_table()
    {
        using var folder = new TempDir();
        Outcome outcome = await Unread("regress", "--epochs", "1", "--output", folder.Path);
        Assert.Equal((141, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"^100 %  epoch 1/1  loss [^\n]+\n$", outcome.Error);
        Assert.Equal(["mdn-1.png", "mdn-2.png", "regress-loss.png", "regress.html"], folder.Names);
    }

    private static void IsQuiet(Outcome outcome)
    {
        Assert.Equal((141, ""), (outcome.ExitCode, outcome.Output));
        Assert.All(outcome.Notes, Assert.Empty);
    }

    /// <summary>Runs it with a pipe for its output whose reader has gone before it begins.</summary>
    private static Task<Outcome> Unread(params string[] arguments) => Demo.RunFileAsync(
        "bash", ["-c", "exec 3> >(true); wait $!; exec \"$0\" \"$@\" >&3 3>&-", Demo.File, .. arguments]);
}
