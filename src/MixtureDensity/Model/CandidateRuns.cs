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

    /// <summary>Fits a round of each candidate: a network without each fold. A candidate that diverges is not fitted any further.</summary>
    public void Run(IEnumerable<Candidate> candidates, int round)
    {
        var fits = candidates.SelectMany(c => Enumerable.Range(0, options.Folds).Select(fold => (Candidate: c, Fold: fold, Network: _begun++))).ToArray();
        // One at a time: the networks of some candidates take far longer than those of others.
        Parallel.ForEach(
            Partitioner.Create(fits, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            fit => Fit(fit.Candidate, round, fit.Fold, fit.Network));
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

    private void Fit(Candidate candidate, int round, int fold, int network)
    {
        if (cancellation.IsCancellationRequested || _divergences.ContainsKey(candidate))
            return;
        // Every thread has a number of its own.
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            candidate.Fit(y, options, round, fold, progress is null ? null : (value, isDone) => progress(candidate, network, value, isDone), cancellation);
        }
        catch (DivergenceException e)
        {
            _divergences[candidate] = e;
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
