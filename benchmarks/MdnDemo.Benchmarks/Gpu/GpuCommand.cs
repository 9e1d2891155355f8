using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using MdnDemo.Benchmarks.Speed;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Gpu;

/// <summary>
/// <c>gpu</c>: whether the library gives on CUDA what it gives on the CPU, and what a training step costs there.
/// </summary>
internal static class GpuCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var cpu = new Option<bool>("--cpu")
        {
            Description = "Compare the CPU with itself, to try the command where there is no CUDA",
        };
        Option<int> rows = SimpleOption.Whole("--rows", "The most rows of a timed step", 1_000_000, min: 1000);
        Option<int> milliseconds = SimpleOption.Whole("--time", "How long to time each step, in milliseconds", 700);
        var command = new Command("gpu",
            "Compare the library's numbers on CUDA with those on the CPU, and time training steps on both.")
        {
            cpu, rows, milliseconds,
        };
        command.SetAction(parse => Run(parse.GetValue(cpu), parse.GetValue(rows), parse.GetValue(milliseconds) / 1e3));
        return command;
    }

    private static int Run(bool isCpu, int maxRows, double seconds)
    {
        Libtorch.Load();
        if (!isCpu && FindCudaProblem() is { } problem)
        {
            Console.Error.WriteLine($"There is no CUDA on this machine: {problem}.");
            return 1;
        }
        Device device = isCpu ? CPU : CUDA;
        Console.WriteLine($"{Machine.Line}{(isCpu ? "" : $", {Card()}")}");
        string[] failures = [.. MixtureChecks.All.Concat(NetworkChecks.All)
            .Select(check => check.FindDifference(device) ?? "")];
        foreach (string failure in failures.Where(f => f.Length > 0))
            Console.WriteLine($"failed: {failure}");
        int failed = failures.Count(f => f.Length > 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{failures.Length} checks on {device}: {failures.Length - failed} passed, {failed} failed\n"));

        Console.WriteLine("Milliseconds a training step:\n");
        Console.Write(new DeviceSteps(device, seconds)
            .Table(new[] { 1000, 10_000, 100_000, 1_000_000 }.Where(n => n <= maxRows)));
        return failed > 0 ? 1 : 0;
    }

    // TorchSharp itself would copy half a gigabyte about before it said that there is none.
    private static string? FindCudaProblem()
    {
        try
        {
            if (!NativeLibrary.TryLoad("torch_cuda", typeof(torch).Assembly, null, out _))
                return "libtorch_cuda cannot be loaded";
            return cuda.is_available() ? null : "torch.cuda.is_available() is false";
        }
        catch (Exception e)
        {
            return e.Message.Split('\n')[0];
        }
    }

    private static string Card()
    {
        try
        {
            return Child.Run("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"]).Output.Trim();
        }
        catch (Exception e)
        {
            return $"an unknown card ({e.Message.Split('\n')[0]})";
        }
    }
}
