using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>The benchmark that says how fast predictions are.</summary>
public sealed class PredictBenchmarkSpecs(SmallModel model) : IClassFixture<SmallModel>
{
    private static readonly string Benchmarks = Path.Combine(Path.GetDirectoryName(Demo.File)!, "MdnDemo.Benchmarks" + Path.GetExtension(Demo.File));

    [Fact]
    public async Task I_can_measure_a_model_of_my_own()
    {
        using var folder = new TempDir();
        Outcome outcome = await Demo.RunFileAsync(
            "env", $"TMPDIR={folder.Path}", Benchmarks, "predict", "--model", model.Path, "--rows", "3000", "--times", "1");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^\| 3,000 rows, \d+ components, \d+ processors \| rows a second \| seconds \| of the processors \| of reading and writing alone \|$", lines[0]);
        Assert.All(lines[2..], line => Assert.Matches(@"^\| [a-z, ]+( \| [\d,]+)( \| \d+\.\d\d){2} \| \d+\.\d \|$", line));
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData("--rows", "0")]
    [InlineData("--times", "-1")]
    public async Task I_am_told_what_is_out_of_range(string option, string value) =>
        (await Demo.RunFileAsync(Benchmarks, "predict", "--model", model.Path, option, value)).IsOneLine($"{option} is {value}; it lies between 1 and ");
}
