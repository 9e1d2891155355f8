using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>The benchmark that compares a GPU with the CPU, where there is none.</summary>
public sealed class GpuBenchmarkSpecs
{
    [Fact]
    public async Task I_am_told_in_a_line_that_there_is_no_Cuda()
    {
        // Where there is a GPU, CUDA shows none of them.
        Outcome outcome = await Demo.RunFileAsync("env", "CUDA_VISIBLE_DEVICES=", Demo.Benchmarks, "gpu");
        outcome.IsOneLine("There is no CUDA on this machine: ");
    }

    [Fact]
    public async Task Its_checks_pass_on_the_Cpu()
    {
        Outcome outcome = await Demo.RunFileAsync(
            Demo.Benchmarks, "gpu", "--cpu", "--rows", "1000", "--time", "1");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"\n[2-9]\d\d checks on cpu: [2-9]\d\d passed, 0 failed\n", outcome.Output);
        Assert.Equal(2, outcome.Output.Split('\n').Count(line =>
            line.StartsWith("| ", StringComparison.Ordinal) && line.Contains("| 1,000 |", StringComparison.Ordinal)));
        Assert.DoesNotContain("failed |", outcome.Output);
    }
}
