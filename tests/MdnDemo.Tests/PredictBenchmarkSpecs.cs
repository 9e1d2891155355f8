using System.Runtime.InteropServices;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>The benchmark that says how fast predictions are.</summary>
public sealed class PredictBenchmarkSpecs(SmallModel model)
{
    [Fact]
    public async Task I_can_measure_a_model_of_my_own()
    {
        using var folder = new TempDir();
        Outcome outcome = await Demo.RunFileAsync(
            "env", $"TMPDIR={folder.Path}", Demo.Benchmarks, "predict", "--model", model.Path, "--rows", "3000",
                "--times", "1");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.Matches(
            @"^\| 3,000 rows, \d+ components, \d+ processors \| "
                + @"rows a second \| seconds \| of the processors \| of reading and writing alone \|$", lines[0]);
        Assert.All(lines[2..5], line =>
            Assert.Matches(@"^\| [a-z, ]+( \| [\d,]+)( \| \d+\.\d\d){2} \| \d+\.\d \|$", line));
        Assert.Matches(@"^At most \d+ MB of memory\.$", lines[^1]);
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I_can_measure_the_latency_of_a_row(bool isMine)
    {
        Outcome outcome = await Demo.RunFileAsync(Demo.Benchmarks,
            ["latency", "--times", "100", .. isMine ? new[] { "--model", model.Path } : []]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.Matches(@"^\| Predict, 1 row of \d+ networks \[[\d ]+\], \d+ inputs \| median ms \| ", lines[2]);
        Assert.Matches(@"^\| 1 thread \| \d+\.\d{3} \| \d+\.\d{3} \| [\d,]+ \|$", lines[4]);
    }

    [Fact]
    public async Task I_can_stop_it_while_it_writes_its_table()
    {
        using var folder = new TempDir();
        using Demo run = Demo.StartFile("env", $"TMPDIR={folder.Path}", Demo.Benchmarks, "predict", "--model",
            model.Path, "--rows", "100000000");
        await run.UntilAsync(() => folder.Names.Any(name => name.StartsWith("predict-", StringComparison.Ordinal)));
        run.Signal(PosixSignal.SIGINT);
        Outcome outcome = await run.EndAsync();
        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData("--rows", "0")]
    [InlineData("--times", "-1")]
    public async Task I_am_told_what_is_out_of_range(string option, string value) =>
        (await Demo.RunFileAsync(Demo.Benchmarks, "predict", "--model", model.Path, option,
            value)).IsOneLine($"{option} is {value}; it must be from 1 to ");
}
