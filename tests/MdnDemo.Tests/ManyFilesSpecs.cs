using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Predictions of many files into a folder, which several machines may share.</summary>
[Collection(nameof(Libtorch))]
public sealed class ManyFilesSpecs(SmallModel model)
{
    [Fact]
    public void Each_file_has_the_rows_that_one_run_for_all_has()
    {
        using TempDir folder = Files(5);
        Assert.Equal(0, Run(folder, "--output", folder.At("all.csv")).ExitCode);
        Outcome outcome = Run(folder, "--output", folder.At("out/"));
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("5 files: 5 predicted, 0 done before.", outcome.Error);
        string[] results = [.. Directory.GetFiles(folder.At("out")).Order(StringComparer.Ordinal)];
        Assert.Equal(["a0.csv", "a1.csv", "a2.csv", "a3.csv", "a4.csv"], results.Select(r => Path.GetFileName(r)));
        Assert.Equal(File.ReadAllLines(folder.At("all.csv"))[1..],
            results.SelectMany(r => File.ReadAllLines(r)[1..]));
    }

    [Fact]
    public void What_is_done_is_skipped_and_force_does_it_again()
    {
        using TempDir folder = Files(3);
        Directory.CreateDirectory(folder.At("out"));
        File.WriteAllText(folder.At("out/a1.csv"), "mine");
        Assert.Contains("3 files: 2 predicted, 1 done before.", Run(folder, "--output", folder.At("out/")).Error);
        Assert.Equal("mine", File.ReadAllText(folder.At("out/a1.csv")));
        Assert.Contains("3 files: 0 predicted, 3 done before.", Run(folder, "--output", folder.At("out/")).Error);
        Assert.Contains("3 files: 3 predicted, 0 done before.",
            Run(folder, "--output", folder.At("out/"), "--force").Error);
        Assert.StartsWith("x,colour,y_mean", File.ReadAllText(folder.At("out/a1.csv")).Replace("y,", ""));
    }

    [Fact]
    public void Shards_share_the_files_without_meeting()
    {
        using TempDir folder = Files(5);
        int before = 0;
        for (int shard = 1; shard <= 7; shard++)
        {
            Outcome outcome = Run(folder, "--output", folder.At("out/"), "--shard", $"{shard}/7");
            Assert.Equal(0, outcome.ExitCode);
            Assert.Contains($"of shard {shard}/7: {(shard <= 5 ? 1 : 0)} predicted, 0 done before.", outcome.Error);
            int after = Directory.GetFiles(folder.At("out")).Length;
            Assert.Equal(before + (shard <= 5 ? 1 : 0), after);
            before = after;
        }
        Assert.Contains("2 files of shard 2/3", Run(folder, "--output", folder.At("two/"), "--shard", "2/3").Error);
        Assert.Equal(["a1.csv", "a4.csv"],
            Directory.GetFiles(folder.At("two")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void I_am_warned_of_inputs_that_the_training_rows_did_not_cover()
    {
        using TempDir folder = Files(2);
        File.WriteAllText(folder.At("in/a1.csv"), "x,colour\n1e6,red\n2,blue\n");
        Assert.Equal(1, Run(folder, "--output", folder.At("out/")).Error.Split("Warning: ").Length - 1);
    }

    [Fact]
    public void A_file_that_is_no_table_leaves_the_others_their_predictions()
    {
        using TempDir folder = Files(3);
        File.WriteAllText(folder.At("in/a1.csv"), "z,colour\n1,red\n2,blue\n");
        Outcome outcome = Run(folder, "--output", folder.At("out/"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("a1.csv has no column 'x'", outcome.Error);
        Assert.Contains("1 of 3 files could not be predicted; the same command tries these again.", outcome.Error);
        Assert.Equal(["a0.csv", "a2.csv"],
            Directory.GetFileSystemEntries(folder.At("out")).Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal));
        File.Copy(folder.At("in/a0.csv"), folder.At("in/a1.csv"), overwrite: true);
        Assert.Contains("3 files: 1 predicted, 2 done before.", Run(folder, "--output", folder.At("out/")).Error);
    }

    [Fact]
    public void The_samples_of_a_file_do_not_depend_on_the_others()
    {
        using TempDir folder = Files(3);
        Assert.Equal(0, Run(folder, "--samples", "2", "--output", folder.At("out/")).ExitCode);
        Assert.Equal(0, Run(folder, "--samples", "2", "--output", folder.At("more/"), "--shard", "3/3").ExitCode);
        Assert.Equal(File.ReadAllText(folder.At("out/a2.csv")), File.ReadAllText(folder.At("more/a2.csv")));
    }

    [Fact]
    public void I_am_told_what_cannot_be_shared()
    {
        using TempDir folder = Files(2);
        Run(folder, "--output", folder.At("in/")).IsOneLine("--output", "is the folder of --data; name another");
        Run(folder, "--output", folder.At("all.csv"), "--shard", "1/2").IsOneLine("--shard", "--output FOLDER/");
        foreach (string shard in new[] { "0/2", "3/2", "1", "a/b", "1/2/3", "-1/2" })
            Run(folder, "--output", folder.At("out/"), "--shard", shard).IsOneLine($"--shard is '{shard}'", "3/16");
        InProcess.Run("predict", "--model", model.Path, "--data", "-", "--output", folder.At("out/"))
            .IsOneLine("standard input has no name");
        File.Copy(folder.At("in/a0.csv"), folder.At("in/a0.txt"));
        InProcess.Run("predict", "--model", model.Path, "--data", folder.At("in/a0.*"), "--output",
            folder.At("out/")).IsOneLine("Two files of --data would become", "a0.csv");
        Assert.Equal(["in"], folder.Names);
    }

    private Outcome Run(TempDir folder, params string[] more) =>
        InProcess.Run(["predict", "--model", model.Path, "--data", folder.At("in/*.csv"), .. more]);

    /// <summary>The small table, cut into files.</summary>
    private TempDir Files(int count)
    {
        var folder = new TempDir();
        Directory.CreateDirectory(folder.At("in"));
        string[] lines = File.ReadAllLines(model.Data);
        for (int i = 0; i < count; i++)
        {
            int from = 1 + 60 * i / count, to = 1 + 60 * (i + 1) / count;
            File.WriteAllText(folder.At($"in/a{i}.csv"), TestTables.Csv([lines[0], .. lines[from..to]]));
        }
        return folder;
    }
}
