using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Runs that are killed.</summary>
public sealed class KillSpecs(SmallModel model)
{
    private const string Mine = "mine";

    [Fact]
    public async Task I_find_nothing_left_of_a_fit_that_is_killed_while_it_trains()
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start(Unfinished.Fit(model.Data, folder));
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
    public async Task I_keep_my_old_model_or_get_the_new_one_whenever_a_fit_is_killed()
    {
        byte[] old = File.ReadAllBytes(model.Path);
        List<(string Moment, byte[] Kept)> models = [];
        byte[]? fitted = null;
        foreach (string moment in new[] { "it loads", "it learns", "it writes", "it has written", "it draws" })
        {
            using var folder = new TempDir();
            File.WriteAllBytes(folder.At("m.mdn"), old);
            string[] fit = ["fit", "--data", model.Data, "--target", "y", "--model", folder.At("m.mdn"), "--plots",
                folder.At("p"), "--force", "--no-report", "--seed", "2"];
            // One that is not over when it is seen to begin.
            string[] start = moment is "it loads" or "it learns"
                ? [.. Unfinished.Fit(model.Data, folder), "--no-report", "--seed", "2"] : [.. fit, .. SmallModel.Quick];
            using (Demo demo = Demo.Start(start))
            {
                // What lasts for a blink may be over when it is seen, and then the kill comes a little later.
                await (moment switch
                {
                    "it loads" => demo.LoadAsync(),
                    "it learns" => demo.BeginAsync(),
                    "it writes" => demo.UntilAsync(() => Unfinished.Temporaries(folder, ".m.mdn.").Any()),
                    "it has written" =>
                        demo.UntilAsync(() => !File.ReadAllBytes(folder.At("m.mdn")).SequenceEqual(old)),
                    _ => demo.UntilAsync(() => Directory.Exists(folder.At("p"))),
                });
                await demo.KillAsync();
            }
            models.Add((moment, File.ReadAllBytes(folder.At("m.mdn"))));
            // What was left lying is in nobody's way.
            if (moment is "it writes" or "it draws")
            {
                Assert.Equal(0, (await Demo.RunAsync([.. fit, .. SmallModel.Quick])).ExitCode);
                fitted = File.ReadAllBytes(folder.At("m.mdn"));
            }
        }
        Assert.NotEqual(old, fitted);
        Assert.All(models, m => Assert.True(m.Moment switch
        {
            "it loads" or "it learns" => m.Kept.SequenceEqual(old),
            "it writes" => m.Kept.SequenceEqual(old) || m.Kept.SequenceEqual(fitted!),
            _ => m.Kept.SequenceEqual(fitted!),
        }, m.Moment));
    }

    [Fact]
    public async Task I_keep_my_old_predictions_when_a_prediction_is_killed()
    {
        // KILL_SEED=… runs a failure again.
        int seed = int.TryParse(Environment.GetEnvironmentVariable("KILL_SEED"), out int again)
            ? again : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempDir();
        Unfinished.WriteManyRows(folder.At("many.csv"));
        for (int i = 0; i < 3; i++)
        {
            int bytes = random.Next(2_000_000);
            // On a busy machine all may be written when the kill comes, and then another prediction is killed.
            Assert.Single(await Again.UntilAsync(
                maxTimes: 10, () => LeftByAKilledPrediction(folder.At("many.csv"), bytes), left => left.Length > 0));
        }
    }

    private async Task<string[]> LeftByAKilledPrediction(string table, int bytes)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("out.csv"), Mine);
        using Demo demo = Demo.Start("predict", "--model", model.Path, "--data", table, "--output",
            folder.At("out.csv"), "--force");
        await Unfinished.UntilWritten(demo, folder, bytes);
        await demo.KillAsync();
        string[] left = [.. Unfinished.Temporaries(folder, ".out.csv.").Select(file => Path.GetFileName(file))];
        if (left.Length > 0)
        {
            Assert.Equal(Mine, File.ReadAllText(folder.At("out.csv")));
            Assert.Equal([.. left, "out.csv"], folder.Names);
        }
        return left;
    }
}
