using System.Collections.Concurrent;

namespace MixtureDensity;

/// <summary>
/// Finds the candidate whose networks predict rows best that are held out from them. All begin on two folds; at every
/// doubling of
/// the steps those are dropped that can no longer win, and the others go on. The rest of the folds is for who is left.
/// </summary>
/// <remarks>
/// A candidate can no longer win when it lies further behind the leader than chance explains, and than it can make up
/// for: over the
/// next doubling of its steps as much as over the last, over the one after that twice as much, and so on, for networks
/// may stand
/// still for a while before they learn. Only losses decide, so that the number of cores and what else the machine does
/// change
/// nothing.
/// </remarks>
/// <param name="folds">The rows of each fold.</param>
/// <param name="options">What the networks are.</param>
/// <param name="workload">Told of every evaluation.</param>
/// <param name="cancellation">Stops the fits.</param>
internal sealed class Race(
    IReadOnlyList<Fold> folds, ModelOptions options, Workload workload, CancellationToken cancellation)
{
    private const int FirstFolds = 2;

    // By so much, in nats, the log densities of a row differ between two models that are equally good.
    private const double DifferenceOfRow = 0.5;

    private static readonly double[] Halts = [1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 1];

    private readonly ConcurrentDictionary<CrossValidation, DivergenceException> _divergences = [];

    /// <summary>Fits the networks of the candidates, and chooses one of these.</summary>
    /// <exception cref="DivergenceException">All candidates diverged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was learnt.</exception>
    public CrossValidation Run(IReadOnlyList<CrossValidation> candidates)
    {
        while (true)
        {
            List<CrossValidation> left = [.. candidates.Where(c => !_divergences.ContainsKey(c))];
            if (left.Count == 0)
                throw _divergences.Values.First();
            foreach (CrossValidation candidate in left)
                candidate.Clear();
            int first = Math.Min(FirstFolds, folds.Count);
            Run(left, 0, first);
            if (!cancellation.IsCancellationRequested && first < folds.Count
                && left.Any(c => c.Folds.Count() < folds.Count))
                Run(left, first, folds.Count);
            if (cancellation.IsCancellationRequested)
                return Furthest(candidates) ?? throw new OperationCanceledException(cancellation);
            // Where the last one that was left diverged in a later fold, the others race once more.
            if (left.Count > 0)
                return left.MinBy(c => c.OutOfFoldLoss)!;
        }
    }

    /// <summary>
    /// Fits the networks without some of the folds; who cannot win any more is taken out of the list. Where one alone
    /// is left, all of its folds are done.
    /// </summary>
    private void Run(List<CrossValidation> left, int from, int to)
    {
        List<FoldRun> runs = Begin(left, from, to);
        try
        {
            foreach (double halt in Halts)
            {
                if (left.Count < 2)
                    break;
                Advance(runs, halt);
                Drop(left, runs, halt);
            }
            if (left.Count == 1)
            {
                // No need to wait for one another: both cores are busy to the end.
                runs.InsertRange(0, Begin(left, to, folds.Count));
                Advance(runs, 1);
                Drop(left, runs, 1);
            }
            foreach (FoldRun run in runs)
                run.Finish();
        }
        finally
        {
            foreach (FoldRun run in runs)
                run.Dispose();
        }
    }

    private List<FoldRun> Begin(IEnumerable<CrossValidation> candidates, int from, int to)
    {
        List<FoldRun> runs = [.. candidates
            .SelectMany(c => Enumerable.Range(from, to - from)
            .Select(fold => c.Begin(options, fold, folds[fold], workload.Report)))];
        workload.Add(runs);
        return runs;
    }

    private void Advance(IEnumerable<FoldRun> runs, double part) => ParallelWork.ForEach(
        // The longest first, so that none is left alone at the end.
        runs.Where(r => !r.IsDone).OrderByDescending(r => (part - r.Part) * r.Architecture.CostOfStep).ToArray(),
        run =>
        {
            if (_divergences.ContainsKey(run.Architecture))
                return;
            try
            {
                run.Advance(part, cancellation);
            }
            catch (DivergenceException e)
            {
                _divergences[run.Architecture] = e;
            }
        });

    private void Drop(List<CrossValidation> left, List<FoldRun> runs, double halt)
    {
        foreach (CrossValidation candidate in left.Where(_divergences.ContainsKey).ToArray())
        {
            Leave(candidate, keep: false);
            candidate.Clear();
        }
        if (cancellation.IsCancellationRequested || left.Count < 2)
            return;
        var losses = left.ToDictionary(c => c, c => LossOf(c, runs));
        double best = losses.Values.Min(l => l.Mean);
        double chance = DifferenceOfRow / Math.Sqrt(losses.Values.First().Rows);
        foreach (var (candidate, loss) in losses)
        {
            if (loss.Mean - best > chance + Promise(candidate, runs, halt))
                Leave(candidate, keep: candidate.Components == 1);
        }

        void Leave(CrossValidation candidate, bool keep)
        {
            left.Remove(candidate);
            foreach (FoldRun run in runs.Where(r => r.Architecture == candidate))
            {
                // What single Gaussians score is reported, whether or not they win.
                if (keep)
                    run.Finish();
                run.Dispose();
            }
            workload.Remove(candidate);
            runs.RemoveAll(r => r.Architecture == candidate);
        }
    }

    private static (double Mean, int Rows) LossOf(CrossValidation candidate, List<FoldRun> runs)
    {
        (double Loss, int Rows)[] all =
        [
            .. candidate.Folds.Select(f => (f.Result.BestValidationLoss, f.Validation.Length)),
            .. runs.Where(r => r.Architecture == candidate).Select(r => (r.BestLoss, r.ValidationRows)),
        ];
        int rows = all.Sum(a => a.Rows);
        return (all.Sum(a => a.Loss * a.Rows) / rows, rows);
    }

    /// <summary>By how much the loss of a candidate may still fall.</summary>
    private static double Promise(CrossValidation candidate, List<FoldRun> runs, double halt)
    {
        FoldRun[] own = [.. runs.Where(r => r.Architecture == candidate)];
        double doublings = Math.Log2(1 / halt), gains = doublings * (doublings + 1) / 2;
        return gains * own.Sum(r => r.IsDone ? 0 : (r.BestLossAt(halt / 2) - r.BestLoss) * r.ValidationRows) / own
            .Sum(r => r.ValidationRows);
    }

    /// <summary>
    /// Of those that were cut short, the one that came furthest, and among these the best; null where nothing was
    /// learnt.
    /// </summary>
    private static CrossValidation? Furthest(IReadOnlyList<CrossValidation> candidates) => candidates
        .Where(c => c.Folds.Any()).OrderByDescending(c => c.Folds.Count(f => !f.Result.WasCancelled)).ThenBy(c =>
            c.OutOfFoldLoss).FirstOrDefault();
}
