using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>What a terminal shows.</summary>
public sealed class TerminalSpecs(SmallModel model)
{
    [Fact]
    public async Task I_can_follow_a_run_on_a_terminal()
    {
        Outcome outcome = await Train("exec");
        Assert.Matches(@"epoch \d+/5000  loss \d+\.\d+  \d+ steps/s", outcome.Output);
        Assert.Contains("irreducible loss (noise variance)", outcome.Output);
        // The cursor is hidden while the bar is drawn, and there again at the end.
        Assert.True(outcome.Output.LastIndexOf(Terminal.HideCursor, StringComparison.Ordinal) is int hidden and >= 0
            && outcome.Output.LastIndexOf(Terminal.ShowCursor, StringComparison.Ordinal) > hidden);
    }

    [Fact]
    public async Task A_narrow_terminal_shows_the_percentage_and_the_time_left()
    {
        Outcome outcome = await Train("stty cols 79; exec");
        Assert.Matches(@"\d+%", outcome.Output);
        Assert.Matches(@"\d+ s left", outcome.Output);
        // Neither the text nor the bar.
        Assert.DoesNotMatch(@"epoch \d+/|━", outcome.Output);
    }

    [Fact]
    public async Task A_terminal_that_can_do_nothing_gets_plain_letters()
    {
        Outcome outcome = await Train("TERM=dumb exec");
        Assert.DoesNotContain('\e', outcome.Output);
        Assert.DoesNotContain(outcome.Output, c => c > 127);
        Assert.Contains("% ", outcome.Output);
    }

    [Fact]
    public async Task On_a_terminal_the_picture_is_of_blocks_and_on_a_dumb_one_of_letters()
    {
        string[] arguments = ["predict", "--model", model.Path, "--row", "x=2.5", "colour=blue"];
        Outcome blocks = await Terminal.RunAsync(Demo.File, arguments);
        Outcome letters = await Terminal.RunAsync("env", ["TERM=dumb", Demo.File, .. arguments]);
        Assert.Equal((0, 0), (blocks.ExitCode, letters.ExitCode));
        Assert.Contains('█', blocks.Output);
        Assert.Contains('━', blocks.Output);
        Assert.DoesNotContain('█', letters.Output);
        Assert.Contains('#', letters.Output);
    }

    private static async Task<Outcome> Train(string before)
    {
        using var folder = new TempDir();
        // Long enough for several pictures of the bar.
        Outcome outcome = await Terminal.RunAsync("/bin/sh", "-c",
            $"{before} {Demo.File} regress --points 100 --epochs 5000 --output {folder.Path}");
        Assert.Equal(0, outcome.ExitCode);
        return outcome;
    }
}
