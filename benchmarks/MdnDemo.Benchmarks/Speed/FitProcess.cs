using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>A fit in a process of its own, as a user runs it.</summary>
/// <param name="Seconds">How long it took, from its start to its end.</param>
/// <param name="PeakBytes">The most memory that it had.</param>
/// <param name="FirstForecast">The fraction of its time after which it first showed the time left; null if it never
/// did.</param>
/// <param name="WorstForecast">The time left that it showed over the true one, or the other way round, at its worst
/// from a tenth of the run on; null where it was too short to say.</param>
internal sealed partial record FitProcess(
    double Seconds, long PeakBytes, double? FirstForecast, double? WorstForecast)
{
    // Who waits for less than a second does not mind.
    private const double MinLeft = 1;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.05);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="UserException">It fails.</exception>
    public static FitProcess Run(FitTable table, IEnumerable<string> arguments, int processors)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fit-");
        try
        {
            string data = Path.Combine(folder.FullName, "table.csv");
            table.Write(data);
            string target = File.ReadLines(data).First().Split(',')[table.Columns - 1];
            var start = new ProcessStartInfo(
                Child.Demo, ["fit", "--data", data, "--target", target, "--model",
                    Path.Combine(folder.FullName, "table.mdn"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["DOTNET_PROCESSOR_COUNT"] = processors.ToString(CultureInfo.InvariantCulture);
            return Watch(start);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static FitProcess Watch(ProcessStartInfo start)
    {
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        List<(double At, double Left, double Unit)> forecasts = [];
        string? last = null;
        process.ErrorDataReceived += (_, e) =>
        {
            last = string.IsNullOrWhiteSpace(e.Data) ? last : e.Data;
            if (e.Data is not null && Forecast().Match(e.Data) is { Success: true } match)
                forecasts.Add((watch.Elapsed.TotalSeconds,
                    double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                    match.Groups[2].Value switch { "s" => 1, "min" => 60, _ => 3600 }));
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        long peak = 0;
        while (!process.WaitForExit(Interval))
        {
            process.Refresh();
            if (!process.HasExited)
                peak = Math.Max(peak, process.PeakWorkingSet64);
        }
        double seconds = watch.Elapsed.TotalSeconds;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new UserException(
                $"{string.Join(' ', start.ArgumentList)} ended with exit code {process.ExitCode}: {last}");
        double[] factors =
        [
            .. forecasts.Where(f => f.At >= 0.1 * seconds && seconds - f.At >= MinLeft)
                .Select(f => Factor(f.Left, f.Unit, seconds - f.At)),
        ];
        return new FitProcess(seconds, peak, forecasts.Count > 0 ? forecasts[0].At / seconds : null,
            factors.Length > 0 ? factors.Max() : null);
    }

    /// <summary>How far off a forecast in whole units is; half a unit is rounding.</summary>
    private static double Factor(double shown, double unit, double left)
    {
        double nearest = Math.Clamp(left, (shown - 0.5) * unit, (shown + 0.5) * unit);
        return Math.Max(nearest / left, left / Math.Max(nearest, double.Epsilon));
    }

    [GeneratedRegex(@"  (\d+) (s|min|h) left$")]
    private static partial Regex Forecast();
}
