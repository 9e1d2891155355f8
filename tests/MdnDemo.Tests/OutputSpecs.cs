using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>What is written where, and what never is.</summary>
[Collection(nameof(Libtorch))]
public sealed class OutputSpecs(SmallModel model)
{
    private const string Mine = "mine";

    [Fact]
    public void I_lose_no_file_that_I_did_not_ask_to_replace()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("mine"), Mine);
        Fit("--model", folder.At("mine"), "--plots", folder.At("p")).IsOneLine("--model", folder.At("mine"),
            "exists", "--force");
        Predict("--output", folder.At("mine")).IsOneLine("--output", folder.At("mine"), "exists", "--force");
        Directory.CreateDirectory(folder.At("p"));
        File.WriteAllText(folder.At("p/pit.png"), Mine);
        Fit("--model", folder.At("m.mdn"), "--plots", folder.At("p")).IsOneLine(folder.At("p/pit.png"),
            "exists", "--force");

        File.WriteAllText(folder.At("n.html"), Mine);
        Fit("--model", folder.At("n.mdn"), "--plots", folder.At("q")).IsOneLine(
            $"The page {folder.At("n.html")}", "exists", "--force");

        Assert.Equal(["mine", "n.html", "p"], folder.Names);
        Assert.Equal([Mine, Mine, Mine],
            new[] { "mine", "n.html", "p/pit.png" }.Select(name => File.ReadAllText(folder.At(name))));
        Assert.Single(Directory.GetFileSystemEntries(folder.At("p")));
    }

    [Fact]
    public void I_can_leave_out_the_page_and_name_a_model_like_one()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("m.html"), Mine);
        Outcome without = Fit("--model", folder.At("m.mdn"), "--plots", folder.At("p"), "--no-report");
        Assert.Equal(0, without.ExitCode);
        Assert.DoesNotContain(".html", without.Output);
        Assert.Equal(Mine, File.ReadAllText(folder.At("m.html")));
        Outcome like = Fit("--model", folder.At("n.html"), "--plots", folder.At("q"));
        Assert.Equal(0, like.ExitCode);
        Assert.Contains(folder.At("n.html.html"), like.Output);
        Assert.Equal(["m.html", "m.mdn", "n.html", "n.html.html", "p", "q"], folder.Names);
    }

    [Fact]
    public void I_can_leave_out_the_pictures()
    {
        using var folder = new TempDir();
        Outcome page = Fit("--model", folder.At("m.mdn"), "--no-plots");
        Assert.Equal(0, page.ExitCode);
        Assert.Contains(folder.At("m.html"), page.Output);
        Assert.DoesNotContain(".png", page.Output);
        Assert.DoesNotContain("<img", File.ReadAllText(folder.At("m.html")));
        Outcome neither = Fit("--model", folder.At("n.mdn"), "--no-plots", "--no-report");
        Assert.Equal(0, neither.ExitCode);
        Assert.Contains(folder.At("n.mdn"), neither.Output);
        Assert.DoesNotContain(".html", neither.Output);
        Assert.Equal(["m.html", "m.mdn", "n.mdn"], folder.Names);
        Fit("--model", folder.At("o.mdn"), "--no-plots", "--plots", folder.At("p")).IsOneLine(
            "--plots and --no-plots exclude each other");
    }

    [Fact]
    public void I_can_replace_what_an_earlier_run_wrote()
    {
        using var folder = new TempDir();
        Directory.CreateDirectory(folder.At("p"));
        foreach (string name in new[] { "m.html", "m.mdn", "out.csv", "p/pit.png" })
            File.WriteAllText(folder.At(name), Mine);
        Assert.Equal(0, Fit("--model", folder.At("m.mdn"), "--plots", folder.At("p"), "--force").ExitCode);
        Assert.Equal(0, Predict("--output", folder.At("out.csv"), "--force").ExitCode);
        Assert.Equal(["m.html", "m.mdn", "out.csv", "p"], folder.Names);
        Assert.All(["m.html", "m.mdn", "out.csv", "p/pit.png"],
            name => Assert.NotEqual(Mine, File.ReadAllText(folder.At(name))));
    }

    [Fact]
    public void I_cannot_overwrite_what_is_read()
    {
        using var folder = new TempDir();
        Directory.CreateDirectory(folder.At("real"));
        File.Copy(model.Path, folder.At("real/m.mdn"));
        File.Copy(model.Data, folder.At("real/t.csv"));
        File.CreateSymbolicLink(folder.At("link.csv"), folder.At("real/t.csv"));
        File.CreateSymbolicLink(folder.At("relative.csv"), "real/t.csv");
        File.CreateSymbolicLink(folder.At("twice.csv"), folder.At("relative.csv"));
        Directory.CreateSymbolicLink(folder.At("door"), folder.At("real"));
        string[] names = [.. folder.Names];

        string[] sames = ["real/t.csv", "real/../real/./t.csv", "link.csv", "relative.csv", "twice.csv", "door/t.csv",
            "door/../real/t.csv"];
        foreach (string output in sames)
            Refuses("predict", "--model", folder.At("real/m.mdn"), "--data", folder.At("real/t.csv"), "--output",
                folder.At(output));
        foreach (string data in sames)
            Refuses("predict", "--model", folder.At("real/m.mdn"), "--data", folder.At(data), "--output",
                folder.At("real/t.csv"));
        Refuses("predict", "--model", folder.At("real/m.mdn"), "--data", folder.At("real/*.csv"), "--output",
            folder.At("real/t.csv"));
        Refuses("predict", "--model", folder.At("door/m.mdn"), "--data", folder.At("real/t.csv"), "--output",
            folder.At("real/m.mdn"));
        Refuses("fit", "--target", "y", "--data", folder.At("real/t.csv"), "--model", folder.At("link.csv"),
            "--plots", folder.At("p"));

        Assert.Equal(names, folder.Names);
        Assert.Equal(["m.mdn", "t.csv"],
            Directory.GetFileSystemEntries(folder.At("real")).Select(p => Path.GetFileName(p))
            .Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(model.Data), File.ReadAllBytes(folder.At("real/t.csv")));

        static void Refuses(params string[] arguments) =>
            InProcess.Run([.. arguments, "--force"]).IsOneLine("is also read; choose another name");
    }

    [Fact]
    public void I_am_told_that_an_output_cannot_be_made()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("file"), Mine);
        foreach (var (path, message) in new[]
        {
            (folder.Path, "is a folder; name a file"),
            (folder.At("no/where"), "cannot be written: there is no such folder"),
            (folder.At("file/below"), "cannot be written: "),
            (folder.At(new string('a', 300)), "cannot be written: "),
            ("", "cannot be written: its name is empty"),
            ("/proc/file", "cannot be written: "),
            ("/dev/null", "is a device; name a file"),
            ("/dev/stdout", "is a device; name a file"),
            ("/dev/fd/1", "is a device; name a file"),
        })
        {
            Predict("--output", path, "--force").IsOneLine($"--output {path} {message}");
            Fit("--model", path, "--plots", folder.At("p"), "--force").IsOneLine($"--model {path} {message}");
        }
        Fit("--model", "-", "--plots", folder.At("p")).IsOneLine("--model cannot be '-'");
        Fit("--model", folder.At("m.mdn"), "--plots", folder.At("file")).IsOneLine(folder.At("file"),
            "--plots");
        Assert.Equal(["file"], folder.Names);
        Assert.Equal(Mine, File.ReadAllText(folder.At("file")));
    }

    [Fact]
    public void I_am_told_that_my_learning_rate_is_too_high()
    {
        using var folder = new TempDir();
        Outcome outcome = Fit("--model", folder.At("m.mdn"), "--learning-rate", "1e6");
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.Notes);
        Assert.Matches(
            @"^The training loss became (NaN|-?Infinity) in step \d+, and so it did at half "
                + @"the learning rate; choose a --learning-rate below 1000000\.$", line);
        Assert.Empty(folder.Names);
    }

    private Outcome Fit(params string[] options) =>
        InProcess.Run(["fit", "--target", "y", "--data", model.Data, .. SmallModel.Quick, .. options]);

    private Outcome Predict(params string[] options) =>
        InProcess.Run(["predict", "--model", model.Path, "--data", model.Data, .. options]);
}
