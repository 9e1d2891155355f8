using System.Runtime.InteropServices;
using MdnDemo.Tests.Support;
using Microsoft.Win32.SafeHandles;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>Runs that are stopped, gently or not. They run alone, for their time is measured.</summary>
[Collection(nameof(Alone))]
public sealed class LongRunSpecs(SmallModel model)
{
    private const string Mine = "mine";

    // A fit that has not saved its model by then ends without it.
    private static readonly TimeSpan TimeToSave = TimeSpan.FromSeconds(0.9);

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public Task I_keep_the_best_weights_when_I_stop_a_fit(PosixSignal signal, int code) => OnTime.RunAsync(async () =>
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start(Unfinished.Fit(model.Data, folder));
        // The first line of progress: at least one network has learnt something.
        await demo.BeginAsync();
        Outcome outcome = await demo.InterruptAsync(signal, TimeToSave);

        Assert.Equal((code, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal([$"Stopped; the best weights so far are in {folder.At("m.mdn")}."], outcome.Notes);
        Assert.Equal(["m.mdn"], folder.Names);
        using var scope = torch.NewDisposeScope();
        using FileStream file = File.OpenRead(folder.At("m.mdn"));
        using DensityModel kept = ModelFile.Read(file);
        Assert.True(kept.Training.WasCancelled);
        Outcome evaluate = await Demo.RunAsync("evaluate", "--model", folder.At("m.mdn"), "--data", model.Data);
        Assert.Equal((0, 0), (evaluate.ExitCode, evaluate.Notes.Length));
    });

    [Fact]
    public Task I_keep_my_files_when_I_stop_a_fit_that_has_learnt_nothing() => OnTime.RunAsync(async () =>
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("m.mdn"), Mine);
        // The table begins, and never ends.
        await Demo.RunFileAsync("mkfifo", folder.At("pipe"));
        using var pipe = new FileStream(folder.At("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        pipe.Write("x,colour,y\n"u8);
        pipe.Flush();
        using Demo demo = Demo.StartFile("bash",
            ["-c", $"exec \"$0\" \"$@\" < {folder.At("pipe")}", Demo.File, .. Unfinished.Fit("-", folder)]);
        Assert.True(await demo.UntilAsync(() => Unread(pipe) == 0));
        Outcome outcome = await demo.InterruptAsync(PosixSignal.SIGINT);
        Assert.Equal((130, "", "Interrupted before a model was saved; existing files are unchanged.\n"),
            (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.Equal(["m.mdn", "pipe"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("m.mdn")));
    });

    [Fact]
    public Task I_keep_my_old_files_when_I_stop_a_prediction() => OnTime.RunAsync(async () =>
    {
        using var folder = new TempDir();
        Unfinished.WriteManyRows(folder.At("many.csv"));
        // On a busy machine all may be written when the signal comes, and then another prediction is stopped.
        Outcome outcome = await Again.UntilAsync(maxTimes: 10, () => StoppedPrediction(folder), o => o.ExitCode != 0);
        Assert.Equal((130, "", "Interrupted; existing files are unchanged.\n"),
            (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.Equal(["many.csv", "out.csv"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("out.csv")));
    });

    private async Task<Outcome> StoppedPrediction(TempDir folder)
    {
        File.WriteAllText(folder.At("out.csv"), Mine);
        using Demo demo = Demo.Start("predict", "--model", model.Path, "--data", folder.At("many.csv"), "--output",
            folder.At("out.csv"), "--force");
        await Unfinished.UntilWritten(demo, folder, bytes: 100_000);
        return await demo.InterruptAsync(PosixSignal.SIGINT);
    }

    [Fact]
    public async Task I_keep_my_old_model_when_a_fit_is_killed_while_it_writes_the_new_one()
    {
        // A model of 30 MB is not written in a moment. On a busy machine it may be complete when the kill comes, and
        // then another fit is killed.
        Assert.Single(await Again.UntilAsync(maxTimes: 10, LeftByAKilledFit, left => left.Length > 0));
    }

    private async Task<string[]> LeftByAKilledFit()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("m.mdn"), Mine);
        using Demo demo = Demo.Start(
            "fit", "--data", model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--force",
            "--steps", "1", "--folds", "2", "--refits", "0", "--hidden", "2000", "2000");
        await demo.UntilAsync(() =>
            Unfinished.Temporaries(folder, ".m.mdn.").Any(file => Unfinished.SizeOf(file) > 0));
        await demo.KillAsync();
        string[] left = [.. Unfinished.Temporaries(folder, ".m.mdn.").Select(file => Path.GetFileName(file))];
        if (left.Length > 0)
        {
            Assert.Equal(Mine, File.ReadAllText(folder.At("m.mdn")));
            Assert.Equal([.. left, "m.mdn"], folder.Names);
        }
        return left;
    }

    /// <summary>How many bytes of a pipe nobody has read yet.</summary>
    private static int Unread(FileStream pipe)
    {
        const nuint CountUnread = 0x541B; // FIONREAD
        Assert.Equal(0, Control(pipe.SafeFileHandle, CountUnread, out int count));
        return count;
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, nuint request, out int count);
}
