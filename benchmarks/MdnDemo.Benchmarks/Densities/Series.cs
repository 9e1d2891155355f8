using System.Diagnostics;
using System.Globalization;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>One run after the other, each with all cores, its result kept as soon as it is there.</summary>
internal static class Series
{
    /// <summary>
    /// Does those of the runs whose results are not there yet, and reports its progress on standard error.
    /// </summary>
    /// <param name="file">The results.</param>
    /// <param name="what">What a run is, for messages: a split or a seed.</param>
    /// <param name="runs">The runs that are wanted.</param>
    /// <param name="changed">Which options are not at their defaults, in words.</param>
    /// <param name="measure">Does a run.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserException">The results that are there were made with other options.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Complete(
        ResultsFile file, string what, IReadOnlyList<int> runs, string changed, Func<int, Result> measure,
            CancellationToken cancellation)
    {
        if (file.Results.FirstOrDefault(r => r.Origin.Options != changed) is { } other)
            throw new UserException(
                $"{file.Path} has results of other options ({other.Origin.Options}, now {changed}); start over with "
                    + $"--restart, or name another folder with --results.");
        int[] missing = [.. runs.Except(file.Results.Select(r => r.Run))];
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < missing.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            Result result = measure(missing[i]);
            cancellation.ThrowIfCancellationRequested();
            file.Append(result);
            TimeSpan left = clock.Elapsed / (i + 1) * (missing.Length - i - 1);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what} {result.Run}  NLL {result.NegativeLogLikelihood:F4}  mean of {file.Results.Count} "
                    + $"{MeanOf(file.Results)}  {result.Seconds:F1} s  {(int)left.TotalHours:00}:{left:mm\\:ss} left"));
        }
        Console.WriteLine(
            $"NLL {MeanOf(file.Results)} nats, {what}s: {file.Results.Count}, new: {missing.Length}; {file.Path}");
    }

    private static string MeanOf(IReadOnlyList<Result> results)
    {
        Estimate mean = Estimate.From([.. results.Select(r => r.NegativeLogLikelihood)]);
        return string.Create(CultureInfo.InvariantCulture,
            $"{mean.Mean:F4}{(results.Count > 1 ? $" ± {mean.StandardError:F4}" : "")}");
    }
}
