using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>What is left where a disk has no room.</summary>
public sealed class FullDiskSpecs(SmallModel model)
{
    private const string Mine = "mine";

    [Fact]
    public async Task I_keep_my_earlier_model_and_predictions()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("m.mdn"), Mine);
        File.WriteAllText(folder.At("out.csv"), Mine);
        string[] predict = ["predict", "--model", model.Path, "--data", model.Data, "--output", folder.At("out.csv")];
        (await OnFullDisk(kilobytes: 1, [.. predict, "--force"]))
            .IsOneLine(folder.At("out.csv"), "cannot be written");
        Outcome fit = await OnFullDisk(kilobytes: 1, [.. QuickFit(folder), "--force"]);
        Assert.Equal((1, ""), (fit.ExitCode, fit.Output));
        Assert.Contains($"{folder.At("m.mdn")} cannot be written", Assert.Single(fit.Notes));
        Assert.Equal(["m.mdn", "out.csv"], folder.Names);
        Assert.Equal([Mine, Mine], folder.Names.Select(name => File.ReadAllText(folder.At(name))));
    }

    [Fact]
    public async Task I_get_the_model_and_its_report_though_there_is_no_room_for_pictures()
    {
        using var folder = new TempDir();
        // The model takes 3 kB, and a picture ten times as much.
        Outcome fit = await OnFullDisk(kilobytes: 20, QuickFit(folder));

        Assert.Equal(1, fit.ExitCode);
        string line = Assert.Single(fit.Notes);
        Assert.StartsWith($"Cannot write '{folder.At("p/loss.png")}': ", line);
        Assert.EndsWith($" The model is {folder.At("m.mdn")}.", line);
        Assert.Matches(@"negative log-likelihood, nats +-?\d", fit.Output);
        Assert.Contains(folder.At("m.mdn"), fit.Output);
        Assert.DoesNotContain(".png", fit.Output);
        Assert.Equal(["m.mdn"], folder.Names);
        Outcome evaluate = await Demo.RunAsync("evaluate", "--model", folder.At("m.mdn"), "--data", model.Data);
        Assert.Equal(0, evaluate.ExitCode);
    }

    [Fact]
    public async Task I_am_told_that_results_cannot_be_printed()
    {
        using var folder = new TempDir();
        (await ToFullDisk("evaluate", "--model", model.Path, "--data",
            model.Data)).IsOneLine("Cannot print the results");
        (await ToFullDisk("evaluate", "--model", model.Path, "--data", model.Data,
            "--json")).IsOneLine("Cannot print the results");
        (await ToFullDisk("predict", "--model", model.Path, "--data", model.Data, "--output",
            "-")).IsOneLine("standard output cannot be written");
        Outcome fit = await ToFullDisk(["fit", "--target", "y", "--data", model.Data, "--model", folder.At("m.mdn"),
            "--plots", folder.At("p"), .. SmallModel.Quick]);
        Assert.Equal(1, fit.ExitCode);
        Assert.EndsWith($"The model is {folder.At("m.mdn")}.", Assert.Single(fit.Notes));
        Assert.Equal(["m.html", "m.mdn", "p"], folder.Names);
    }

    [Fact]
    public async Task I_keep_my_earlier_pictures()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("mdn-3.png"), "an earlier picture");
        // No file may grow beyond 40 kB, and a write beyond that fails as on a full disk: some pictures fit, others do
        // not.
        Outcome outcome = await OnFullDisk(kilobytes: 40, "mdn", "--epochs", "2", "--output", folder.Path);

        outcome.IsOneLine("Cannot write '", "--output");
        Assert.Equal(["mdn-3.png"], folder.Names);
        Assert.Equal("an earlier picture", File.ReadAllText(folder.At("mdn-3.png")));
    }

    [Fact]
    public async Task I_am_told_that_the_results_of_an_experiment_cannot_be_printed()
    {
        using var folder = new TempDir();
        Outcome outcome = await ToFullDisk("regress", "--epochs", "2", "--output", folder.Path);

        outcome.IsOneLine("Cannot print the results", folder.At("mdn-1.png"));
        Assert.Equal(["mdn-1.png", "mdn-2.png", "regress-loss.png", "regress.html"], folder.Names);
    }

    /// <summary>A fit that saves m.mdn and pictures in p.</summary>
    private string[] QuickFit(TempDir folder) =>
        [
            "fit", "--target", "y", "--data", model.Data, "--model", folder.At("m.mdn"), "--plots", folder.At("p"),
            .. SmallModel.Quick,
        ];

    /// <summary>Runs it with a full disk for standard output.</summary>
    private static Task<Outcome> ToFullDisk(params string[] arguments) =>
        Demo.RunFileAsync("bash", ["-c", "exec \"$0\" \"$@\" > /dev/full", Demo.File, .. arguments]);

    /// <summary>Runs it where no file may grow any larger, and a write beyond that fails as on a full disk.</summary>
    private static Task<Outcome> OnFullDisk(int kilobytes, params string[] arguments)
    {
        // What the runtime writes its code to counts as a file, hence the variable.
        string limit = $"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f {kilobytes}";
        return Demo.RunFileAsync("bash", ["-c", limit + "; exec \"$0\" \"$@\"", Demo.File, .. arguments]);
    }
}
