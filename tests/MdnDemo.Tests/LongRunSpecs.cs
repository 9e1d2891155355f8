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
    private const int ManyRows = 1_000_000;

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task I_keep_the_best_weights_when_I_stop_a_fit(PosixSignal signal, int exitCode)
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start(LongFit(folder));
        // The first line of progress: at least one network has learnt something.
        await demo.BeginAsync();
        Outcome outcome = await demo.InterruptAsync(signal);

        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal([$"Stopped; the best weights so far are in {folder.At("m.mdn")}."], outcome.Notes);
        Assert.Equal(["m.mdn"], folder.Names);
        using var scope = torch.NewDisposeScope();
        using FileStream file = File.OpenRead(folder.At("m.mdn"));
        using DensityModel kept = ModelFile.Read(file);
        Assert.True(kept.Training.WasCancelled);
        Outcome evaluate = await Demo.RunAsync("evaluate", "--model", folder.At("m.mdn"), "--data", model.Data);
        Assert.Equal((0, 0), (evaluate.ExitCode, evaluate.Notes.Length));
    }

    [Fact]
    public async Task I_keep_my_files_when_I_stop_a_fit_that_has_learnt_nothing()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("m.mdn"), Mine);
        // The table begins, and never ends.
        await Demo.RunFileAsync("mkfifo", folder.At("pipe"));
        using var pipe = new FileStream(folder.At("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        pipe.Write("x,colour,y\n"u8);
        pipe.Flush();
        using Demo demo = Demo.StartFile("bash",
            ["-c", $"exec \"$0\" \"$@\" < {folder.At("pipe")}", Demo.File, .. LongFit(folder, data: "-")]);
        Assert.True(await demo.UntilAsync(() => Unread(pipe) == 0));
        Outcome outcome = await demo.InterruptAsync(PosixSignal.SIGINT);
        Assert.Equal((130, "", "Interrupted before anything was learnt; existing files are unchanged.\n"),
            (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.Equal(["m.mdn", "pipe"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("m.mdn")));
    }

    [Fact]
    public async Task I_keep_my_old_files_when_I_stop_a_prediction()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("out.csv"), Mine);
        WriteManyRows(folder.At("many.csv"));
        using Demo demo = Demo.Start("predict", "--model", model.Path, "--data", folder.At("many.csv"), "--output",
            folder.At("out.csv"), "--force");
        await UntilWritten(demo, folder, bytes: 100_000);
        Outcome outcome = await demo.InterruptAsync(PosixSignal.SIGINT);
        Assert.Equal((130, "", "Interrupted; existing files are unchanged.\n"),
            (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.Equal(["many.csv", "out.csv"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("out.csv")));
    }

    [Fact]
    public async Task I_find_nothing_left_of_a_fit_that_is_killed_while_it_trains()
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start(LongFit(folder));
        await demo.BeginAsync();
        await demo.KillAsync();
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData("regress")]
    [InlineData("mdn")]
    public async Task I_find_nothing_left_of_an_experiment_that_is_killed_while_it_trains(string experiment)
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start(experiment, "--epochs", "10000000", "--output", folder.At("new/pictures"));
        await demo.BeginAsync();
        await demo.KillAsync();
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task I_keep_my_old_model_when_a_fit_is_killed_while_it_writes_the_new_one()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("m.mdn"), Mine);
        // A model of 30 MB, which is not written in a moment.
        using Demo demo = Demo.Start(
            "fit", "--data", model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--force",
            "--steps", "1", "--folds", "2", "--refits", "0", "--hidden", "2000", "2000");
        Assert.True(await demo.UntilAsync(() => Temporaries(folder, ".m.mdn.").Any(file => SizeOf(file) > 0)));
        await demo.KillAsync();
        Assert.Equal(Mine, File.ReadAllText(folder.At("m.mdn")));
        Assert.Equal([Path.GetFileName(Assert.Single(Temporaries(folder, ".m.mdn."))), "m.mdn"], folder.Names);
    }

    [Fact]
    public async Task I_keep_my_old_model_or_get_the_new_one_whenever_a_fit_is_killed()
    {
        byte[] old = File.ReadAllBytes(model.Path);
        foreach (string moment in new[] { "it loads", "it learns", "it writes", "it has written", "it draws" })
        {
            using var folder = new TempDir();
            File.WriteAllBytes(folder.At("m.mdn"), old);
            string[] fit = ["fit", "--data", model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--plots",
                folder.At("p"), "--force", "--no-report", .. SmallModel.Quick, "--seed", "2"];
            using (Demo demo = Demo.Start(fit))
            {
                // What lasts for a blink may be over when it is seen, and then the kill comes a little later.
                await (moment switch
                {
                    "it loads" => demo.LoadAsync(),
                    "it learns" => demo.BeginAsync(),
                    "it writes" => demo.UntilAsync(() => Temporaries(folder, ".m.mdn.").Any()),
                    "it has written" =>
                        demo.UntilAsync(() => !File.ReadAllBytes(folder.At("m.mdn")).SequenceEqual(old)),
                    _ => demo.UntilAsync(() => Directory.Exists(folder.At("p"))),
                });
                await demo.KillAsync();
            }
            using (torch.NewDisposeScope())
            {
                using DensityModel read = ModelFile.Read(new MemoryStream(File.ReadAllBytes(folder.At("m.mdn"))));
                Assert.True(read.Training is { Rows: 60, Seed: 1 or 2 }, moment);
                if (moment is "it loads" or "it learns")
                    Assert.Equal(1, read.Training.Seed);
                if (moment is "it has written" or "it draws")
                    Assert.Equal(2, read.Training.Seed);
            }
            // What was left lying is in nobody's way.
            if (moment is "it writes" or "it draws")
                Assert.Equal(0, (await Demo.RunAsync(fit)).ExitCode);
        }
    }

    [Fact]
    public async Task I_keep_my_old_predictions_when_a_prediction_is_killed()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempDir();
        File.WriteAllText(folder.At("out.csv"), Mine);
        WriteManyRows(folder.At("many.csv"));
        for (int i = 0; i < 3; i++)
        {
            using Demo demo = Demo.Start("predict", "--model", model.Path, "--data", folder.At("many.csv"), "--output",
                folder.At("out.csv"), "--force");
            await UntilWritten(demo, folder, bytes: random.Next(2_000_000));
            await demo.KillAsync();
            Assert.Equal(Mine, File.ReadAllText(folder.At("out.csv")));
            Assert.Equal(["many.csv", "out.csv"], folder.Names.Where(name => !name.StartsWith('.')));
            File.Delete(Assert.Single(Temporaries(folder, ".out.csv.")));
        }
    }

    private string[] LongFit(TempDir folder, string? data = null) =>
        ["fit", "--data", data ?? model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--plots",
            folder.At("p"), "--force", .. SmallModel.Quick[2..], "--steps", "10000"];

    private static void WriteManyRows(string path) =>
        File.WriteAllLines(path, Enumerable.Repeat("1,red", ManyRows).Prepend("x,colour"));

    /// <summary>The files that begin with something and are not in their places yet.</summary>
    private static IEnumerable<string> Temporaries(TempDir folder, string start) =>
        folder.Names.Where(name => name.StartsWith(start, StringComparison.Ordinal)).Select(folder.At);

    // It may be gone by now.
    private static long SizeOf(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

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

    /// <summary>Waits until so much of the output is written.</summary>
    private static async Task UntilWritten(Demo demo, TempDir folder, long bytes) => Assert.True(
        await demo.UntilAsync(() => Temporaries(folder, ".out.csv.").Any(file => SizeOf(file) > bytes)));
}
