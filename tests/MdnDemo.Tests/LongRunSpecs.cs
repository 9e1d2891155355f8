using System.Runtime.InteropServices;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>Runs that are stopped, gently or not.</summary>
[Collection(nameof(Libtorch))]
public sealed class LongRunSpecs(SmallModel model) : IClassFixture<SmallModel>
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
        demo.Signal(signal);
        Outcome outcome = await demo.EndAsync();

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
        // A pipe that both of its ends hold open: the table never comes.
        await Demo.RunFileAsync("mkfifo", folder.At("pipe"));
        using Demo demo = Demo.StartFile("bash",
            ["-c", $"exec \"$0\" \"$@\" <> {folder.At("pipe")}", Demo.File, .. LongFit(folder, data: "-")]);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        demo.Signal(PosixSignal.SIGINT);
        Outcome outcome = await demo.EndAsync();
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
        await UntilTemporary(folder, bytes: 100_000);
        demo.Signal(PosixSignal.SIGINT);
        Outcome outcome = await demo.EndAsync();
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
        await demo.BeginAsync();
        var isWriting = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(folder.Path, ".m.mdn.*");
        watcher.Changed += (_, _) => isWriting.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await isWriting.Task.WaitAsync(Demo.Limit, TestContext.Current.CancellationToken);
        await demo.KillAsync();
        Assert.Equal(Mine, File.ReadAllText(folder.At("m.mdn")));
        Assert.Equal(2, folder.Names.Count());
        Assert.StartsWith(".m.mdn.", folder.Names.First());
    }

    [Fact]
    public async Task I_keep_my_old_model_when_a_fit_is_killed()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempDir();
        byte[] old = File.ReadAllBytes(model.Path);
        string[] quick = ["fit", "--data", model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--plots",
            folder.At("p"), "--force", .. SmallModel.Quick];
        for (int i = 0; i < 5; i++)
        {
            File.WriteAllBytes(folder.At("m.mdn"), old);
            using Demo demo = Demo.Start(quick);
            await Task.Delay(random.Next(1500), TestContext.Current.CancellationToken);
            await demo.KillAsync();
            // The old model or the new, but all of it.
            using var scope = torch.NewDisposeScope();
            using FileStream file = File.OpenRead(folder.At("m.mdn"));
            using DensityModel read = ModelFile.Read(file);
            Assert.Equal(60, read.Training.Rows);
        }
        // What was left lying is in nobody's way.
        Assert.Equal(0, (await Demo.RunAsync(quick)).ExitCode);
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
            await UntilTemporary(folder, bytes: random.Next(2_000_000));
            await demo.KillAsync();
            Assert.Equal(Mine, File.ReadAllText(folder.At("out.csv")));
            Assert.Equal(["many.csv", "out.csv"], folder.Names.Where(name => !name.StartsWith('.')));
            File.Delete(Assert.Single(Temporaries(folder)));
        }
    }

    private string[] LongFit(TempDir folder, string? data = null) =>
        ["fit", "--data", data ?? model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--plots",
            folder.At("p"), "--force", .. SmallModel.Quick[2..], "--steps", "10000"];

    private static void WriteManyRows(string path) =>
        File.WriteAllLines(path, Enumerable.Repeat("1,red", ManyRows).Prepend("x,colour"));

    private static IEnumerable<string> Temporaries(TempDir folder) =>
        folder.Names.Where(name => name.StartsWith(".out.csv.", StringComparison.Ordinal)).Select(folder.At);

    /// <summary>Waits until so much of the output is written.</summary>
    private static async Task UntilTemporary(TempDir folder, long bytes)
    {
        while (!Temporaries(folder).Any(path => new FileInfo(path).Length > bytes))
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}
