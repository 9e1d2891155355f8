using System.Text;
using MdnDemo.Files;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Results whose places something else takes while they are made.</summary>
public sealed class PlacementSpecs(SmallModel model)
{
    private const string Mine = "mine";

    [Fact]
    public async Task I_keep_both_models_when_two_fits_save_the_same_one()
    {
        using var folder = new TempDir();
        using Demo slow = Demo.Start([.. Fit(folder), .. SmallModel.Quick[2..], "--steps", "2000"]);
        // It has found the places free by then.
        await slow.LoadAsync();
        slow.Pause();
        Outcome quick = await Demo.RunAsync([.. Fit(folder), .. SmallModel.Quick]);
        Assert.Equal(0, quick.ExitCode);
        byte[] first = File.ReadAllBytes(folder.At("m.mdn"));
        slow.GoOn();
        Outcome outcome = await slow.EndAsync();

        Assert.Equal(1, outcome.ExitCode);
        string line = Assert.Single(outcome.Notes);
        Assert.StartsWith($"--model {folder.At("m.mdn")} appeared while this ran, and was not replaced; ", line);
        Assert.Contains($" saved as {folder.At("m-2.mdn")} instead", line);
        Assert.Contains($"{folder.At("m-pictures/loss.png")} appeared while this ran, and was not replaced; ", line);
        Assert.Contains($" saved in {folder.At("m-pictures-2")} instead", line);
        Assert.Contains($"The page {folder.At("m.html")} appeared while this ran, and was not replaced; ", line);
        Assert.Contains($" saved as {folder.At("m-2.html")} instead", line);
        // Nothing that was learnt is lost.
        Assert.Matches(@"negative log-likelihood, nats +-?\d", outcome.Output);
        Assert.Contains(folder.At("m-2.mdn"), outcome.Output);
        Assert.Contains(folder.At("m-pictures-2/loss.png"), outcome.Output);
        Assert.Equal(["m-2.html", "m-2.mdn", "m-pictures", "m-pictures-2", "m.html", "m.mdn"], folder.Names);
        Assert.Equal(first, File.ReadAllBytes(folder.At("m.mdn")));
        Assert.All(
            ["m-pictures", "m-pictures-2"],
            name => Assert.Equal(5, Directory.GetFileSystemEntries(folder.At(name)).Length));
        await IsModel(folder.At("m-2.mdn"));
    }

    [Fact]
    public async Task I_keep_both_models_when_even_force_cannot_replace_what_came()
    {
        using var folder = new TempDir();
        using Demo demo = Demo.Start([.. Fit(folder), .. SmallModel.Quick[2..], "--steps", "2000", "--force"]);
        await demo.LoadAsync();
        demo.Pause();
        Directory.CreateDirectory(folder.At("m.mdn"));
        File.WriteAllText(folder.At("m-2.mdn"), Mine);
        demo.GoOn();
        Outcome outcome = await demo.EndAsync();

        Assert.Equal(1, outcome.ExitCode);
        string line = Assert.Single(outcome.Notes);
        Assert.StartsWith($"--model {folder.At("m.mdn")} cannot be written: ", line);
        Assert.Contains($" saved as {folder.At("m-3.mdn")} instead", line);
        Assert.Equal(["m-2.mdn", "m-3.mdn", "m-pictures", "m.html", "m.mdn"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("m-2.mdn")));
        await IsModel(folder.At("m-3.mdn"));
    }

    [Fact]
    public async Task I_keep_a_table_that_appears_where_predictions_go()
    {
        using var folder = new TempDir();
        await Demo.RunFileAsync("mkfifo", folder.At("pipe"));
        using Demo demo = Demo.Start(
            "predict", "--model", model.Path, "--data", folder.At("pipe"), "--output", folder.At("out.csv"));
        // The table is longer than a pipe holds: once it is written, the program reads.
        await using (Stream table = await OpenPipe(folder.At("pipe")))
        {
            string rows = TestTables.Csv(["x,colour", .. Enumerable.Repeat("1,red", 20_000)]);
            await table.WriteAsync(Encoding.UTF8.GetBytes(rows));
            File.WriteAllText(folder.At("out.csv"), Mine);
        }
        (await demo.EndAsync()).IsOneLine(
            $"--output {folder.At("out.csv")} appeared while this ran, and was not replaced; ",
            $" saved as {folder.At("out-2.csv")} instead");
        Assert.Equal(["out-2.csv", "out.csv", "pipe"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("out.csv")));
        Assert.Equal(20_001, File.ReadAllLines(folder.At("out-2.csv")).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_many_that_take_a_place_at_once_one_gets_it(bool withLinks)
    {
        const int Rounds = 300;
        using var folder = new TempDir();
        string place = folder.At("place");
        var start = new Barrier(4);
        for (int round = 0; round < Rounds; round++)
        {
            string[] files = [.. Enumerable.Range(0, start.ParticipantCount).Select(i => folder.At($"{i}"))];
            foreach (string file in files)
                File.WriteAllText(file, file);
            bool[] placed = await Task.WhenAll(files.Select(AtOnce));
            string winner = files[Assert.Single(Enumerable.Range(0, files.Length), i => placed[i])];
            Assert.Equal(winner, File.ReadAllText(place));
            string[] left = [.. files.Except([winner]), place];
            Assert.Equal(left, folder.Names.Select(folder.At));
            File.Delete(place);
        }

        Task<bool> AtOnce(string file) => Task.Factory.StartNew(
            () => Take(file),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        bool Take(string file)
        {
            start.SignalAndWait();
            if (withLinks)
                return Placement.TryMove(file, place);
            try
            {
                Placement.Claim(file, place);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    // It opens when its reader does.
    private static Task<FileStream> OpenPipe(string path) =>
        Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            .WaitAsync(Demo.Limit);

    private string[] Fit(TempDir folder) =>
        ["fit", "--target", "y", "--data", model.Data, "--model", folder.At("m.mdn")];

    private async Task IsModel(string path) =>
        Assert.Equal(0, (await Demo.RunAsync("evaluate", "--model", path, "--data", model.Data)).ExitCode);
}
