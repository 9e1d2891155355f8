using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Fits the networks of candidates side by side, each on one thread, so that the number of cores changes nothing but the time.</summary>
/// <param name="y">Standardised targets, [N, D].</param>
/// <param name="options">What the networks are.</param>
/// <param name="progress">Told of every evaluation, from several threads; null tells nobody.</param>
/// <param name="cancellation">Stops the fits.</param>
internal sealed class CandidateRuns(Tensor y, ModelOptions options, Action<Candidate, int, FitProgress, bool>? progress, CancellationToken cancellation)
{
    private readonly ConcurrentDictionary<Candidate, DivergenceException> _divergences = [];
    private int _begun;

    /// <summary>Fits the networks of each candidate that see all rows but a fold. A candidate that diverges is not fitted any further.</summary>
    public void Fit(IReadOnlyList<Candidate> candidates)
    {
        // Those of the first candidate in turn, then those of the next.
        var fits = candidates.SelectMany(c => Enumerable.Range(0, options.Folds).Select(fold => (Candidate: c, Fold: fold, Network: _begun++))).ToArray();
        SideBySide(fits, fit => Fit(fit.Candidate, fit.Fold, fit.Network));
    }

    /// <summary>Adds to a candidate networks that see all rows; those that diverge or are cut short are left out.</summary>
    public void Refit(Candidate candidate, int count)
    {
        var networks = new MixtureDensityNetwork?[count];
        int[] numbers = [.. Enumerable.Range(0, count)];
        int begun = _begun;
        SideBySide(numbers, number =>
        {
            if (cancellation.IsCancellationRequested)
                return;
            try
            {
                networks[number] = candidate.Refit(y, options, number, cancellation);
            }
            catch (DivergenceException)
            {
                // The model has its other networks.
            }
            progress?.Invoke(candidate, begun + number, new FitProgress(0, double.NaN, double.NaN), true);
        });
        candidate.Add(networks.OfType<MixtureDensityNetwork>());
    }

    /// <summary>The candidate whose networks predict the rows best that are held out from them; one that was cut short only where all were.</summary>
    /// <exception cref="DivergenceException">All candidates diverged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was learnt.</exception>
    public Candidate Best(IEnumerable<Candidate> candidates)
    {
        Candidate[] sound = [.. candidates.Where(c => !_divergences.ContainsKey(c))];
        if (sound.Length == 0)
            throw _divergences.Values.First();
        return sound.Where(c => c.Members.Any()).OrderByDescending(c => c.Members.Count(m => !m.Result.WasCancelled)).ThenBy(c => c.HeldOutLoss).FirstOrDefault()
            ?? throw new OperationCanceledException(cancellation);
    }

    private void Fit(Candidate candidate, int fold, int network)
    {
        if (cancellation.IsCancellationRequested || _divergences.ContainsKey(candidate))
            return;
        try
        {
            candidate.Fit(y, options, fold, progress is null ? null : (value, isDone) => progress(candidate, network, value, isDone), cancellation);
        }
        catch (DivergenceException e)
        {
            _divergences[candidate] = e;
        }
    }

    private static void SideBySide<T>(T[] work, Action<T> action) => Threads.SideBySide(() => Parallel.ForEach(
        // One at a time: the networks of some candidates take far longer than those of others.
        Partitioner.Create(work, EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        item => Threads.Alone(() => action(item))));
}
