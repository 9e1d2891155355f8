using System.Runtime.InteropServices;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Runs that are interrupted, and stop within a second. They run alone: their time is measured.</summary>
[Collection(nameof(Alone))]
public class InterruptionSpecs
{
    [Theory]
    [InlineData("regress", PosixSignal.SIGINT, 130)]
    [InlineData("regress", PosixSignal.SIGTERM, 143)]
    [InlineData("mdn", PosixSignal.SIGINT, 130)]
    [InlineData("mdn", PosixSignal.SIGTERM, 143)]
    public Task I_can_stop_a_training(string command, PosixSignal signal, int exitCode) => OnTime.RunAsync(async () =>
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("mdn-3.png"), "an earlier picture");
        using Demo demo = Demo.Start(command, "--epochs", "10000000", "--output", folder.Path);
        await demo.BeginAsync();
        Outcome outcome = await demo.InterruptAsync(signal);

        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Output));
        Assert.EndsWith("Interrupted; existing files are unchanged.\n", outcome.Error);
        Assert.Equal(["mdn-3.png"], folder.Names);
        Assert.Equal("an earlier picture", File.ReadAllText(folder.At("mdn-3.png")));
    });

    [Fact]
    public Task I_can_stop_within_a_step_that_takes_seconds() => OnTime.RunAsync(async () =>
    {
        using var folder = new TempDir();
        // 5,000 points times nine million weights, forward and back.
        using Demo demo = Demo.Start("mdn", "--points", "5000", "--hidden", "10000", "--components", "300",
            "--epochs", "1000", "--output", folder.At("new/pictures"));
        await demo.BeginAsync();
        // The next step has begun by then.
        await demo.WorkAsync(TimeSpan.FromSeconds(0.5));
        Outcome outcome = await demo.InterruptAsync(PosixSignal.SIGINT);

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.Empty(folder.Names);
    });

    [Fact]
    public Task I_can_stop_while_libtorch_is_loaded() => OnTime.RunAsync(async () =>
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start("mdn", "--output", folder.Path);
        await demo.LoadAsync();
        Outcome outcome = await demo.InterruptAsync(PosixSignal.SIGTERM);

        Assert.Equal((143, "", "Interrupted; existing files are unchanged.\n"),
            (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.Empty(folder.Names);
    });

    [Fact]
    public async Task I_get_my_cursor_back_when_I_press_Ctrl_C()
    {
        using var folder = new TempDir();
        using var record = new TempDir();
        // The shell waits until the bar hides the cursor, and then sends what the terminal sends for Ctrl-C.
        string script = "\"$0\" mdn --output \"$1\" & until grep -q '?25l' \"$2\"; do sleep 0.02; done; "
            + "kill -INT $!; wait $!; echo \"exit code $?\"";
        Outcome outcome = await Terminal.RecordAsync(
            record.At("terminal"), "bash", "-mc", script, Demo.File, folder.Path, record.At("terminal"));

        Assert.Contains("exit code 130", outcome.Output);
        Assert.True(outcome.Output.LastIndexOf(Terminal.HideCursor, StringComparison.Ordinal) is int hidden and >= 0
            && outcome.Output.LastIndexOf(Terminal.ShowCursor, StringComparison.Ordinal) > hidden);
        Assert.Empty(folder.Names);
    }
}
