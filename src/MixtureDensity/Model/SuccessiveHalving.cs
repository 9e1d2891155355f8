using System.Collections.Concurrent;

namespace MixtureDensity;

/// <summary>Selects the candidate with the best cross-validated loss by successive halving.</summary>
/// <remarks>
/// <para>
/// The number of training steps doubles from rung to rung. Unlike in the original algorithm, a rung does not eliminate
/// half of the candidates but those that can no longer win. All candidates start on two folds; the survivors then train
/// on the remaining folds.
/// </para>
/// <para>
/// A candidate can no longer win if its loss exceeds the best by more than chance explains plus its possible gain. If
/// its loss fell by g over the last doubling of the steps, it may fall by g, 2g, 3g and so on over the next ones,
/// because networks may plateau before they improve. If g is large, it may fall by another g while the learning rate
/// falls to 0.
/// </para>
/// <para>
/// Where the loss still falls fast half-way through the schedule, the schedule is doubled, at most twice, with batches
/// of half the size. Decisions depend only on losses, so that the number of cores does not change the result.
/// </para>
/// Source: K. Jamieson and A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization",
/// 2016.
/// </remarks>
/// <param name="folds">The folds.</param>
/// <param name="options">The options of the model.</param>
/// <param name="progress">Receives every evaluation.</param>
/// <param name="cancellation">Stops the training.</param>
internal sealed class SuccessiveHalving(
    IReadOnlyList<Fold> folds, ModelOptions options, ProgressEstimator progress, CancellationToken cancellation)
{
    private readonly ConcurrentDictionary<CrossValidation, DivergenceException> _divergences = [];

    /// <summary>Trains the fold networks of the candidates and selects one candidate.</summary>
    /// <exception cref="DivergenceException">All candidates diverged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before any network improved.</exception>
    public CrossValidation Run(IReadOnlyList<CrossValidation> candidates)
    {
        while (true)
        {
            List<CrossValidation> left = [.. candidates.Where(c => !_divergences.ContainsKey(c))];
            if (left.Count == 0)
                throw _divergences.Values.First();
            foreach (CrossValidation candidate in left)
                candidate.Reset();
            int first = Math.Min(RaceRules.FirstFolds, folds.Count);
            Run(left, 0, first);
            if (!cancellation.IsCancellationRequested && first < folds.Count
                && left.Any(c => c.Folds.Count() < folds.Count))
                Run(left, first, folds.Count);
            if (cancellation.IsCancellationRequested)
                // One that was eliminated has complete folds, and hardly any steps.
                return MostComplete(left) ?? MostComplete(candidates)
                    ?? throw new OperationCanceledException(cancellation);
            // If the last candidate diverged in a later fold, the others start again.
            if (left.Count > 0)
                return left.MinBy(c => c.OutOfFoldLoss)!;
        }
    }

    /// <summary>
    /// Trains the networks of some folds and removes eliminated candidates from the list. A single remaining candidate
    /// is trained on all later folds too.
    /// </summary>
    private void Run(List<CrossValidation> left, int from, int to)
    {
        List<FoldRun> runs = Start(left, from, to);
        try
        {
            double reached = 0;
            foreach (double rung in RaceRules.Rungs)
            {
                if (left.Count < 2)
                    break;
                reached = rung;
                do
                {
                    Advance(runs, rung);
                    Eliminate(left, runs, rung);
                }
                while (rung == RaceRules.HalfWay && DoubleSchedule(left, runs));
            }
            if (left.Count == 1)
            {
                // All remaining folds together, which keeps the cores busy.
                runs.InsertRange(0, Start(left, to, folds.Count));
                if (reached <= RaceRules.HalfWay)
                {
                    do
                        Advance(runs, RaceRules.HalfWay);
                    while (DoubleSchedule(left, runs));
                }
                Advance(runs, 1);
                Eliminate(left, runs, 1);
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

    private List<FoldRun> Start(IEnumerable<CrossValidation> candidates, int from, int to)
    {
        List<FoldRun> runs = [.. candidates.SelectMany(c => Enumerable.Range(from, to - from)
            .Select(fold => c.Start(options, fold, folds[fold], progress.Report)))];
        progress.Add(runs);
        return runs;
    }

    private void Advance(List<FoldRun> runs, double fraction)
    {
        // The longest first, so that none runs alone at the end.
        FoldRun[] ordered = [.. runs.Where(r => !r.IsDone)
            .OrderByDescending(r => (fraction - r.Fraction) * r.Candidate.StepCost)];
        ParallelWork.ForEach(ordered, run =>
        {
            if (_divergences.ContainsKey(run.Candidate))
                return;
            try
            {
                progress.Resume(run);
                run.Advance(fraction, cancellation);
            }
            catch (DivergenceException e)
            {
                _divergences[run.Candidate] = e;
            }
        });
        progress.Reach(fraction, runs.Select(r => r.Candidate).Distinct().Where(c => !_divergences.ContainsKey(c))
            .ToDictionary(c => c, c => Gain(c, runs, fraction)));
    }

    /// <summary>
    /// Half-way through the schedule, doubles it for all remaining candidates if one of them still improves much.
    /// </summary>
    private bool DoubleSchedule(List<CrossValidation> left, List<FoldRun> runs)
    {
        if (options.Training.Steps is not null || cancellation.IsCancellationRequested || left.Count == 0
            || left[0].Doublings == RaceRules.MaxDoublings
            || left.Any(c => c.Folds.Any() || _divergences.ContainsKey(c)))
            return false;
        if (left.Max(c => Gain(c, runs, RaceRules.HalfWay)) < RaceRules.WorthDoubling)
            return false;
        foreach (CrossValidation candidate in left)
            candidate.DoubleSchedule();
        foreach (FoldRun run in runs)
            run.DoubleSchedule();
        return true;
    }

    private void Eliminate(List<CrossValidation> left, List<FoldRun> runs, double rung)
    {
        foreach (CrossValidation candidate in left.Where(_divergences.ContainsKey).ToArray())
        {
            Remove(candidate, keep: false);
            candidate.Reset();
        }
        if (cancellation.IsCancellationRequested || left.Count < 2)
            return;
        var losses = left.ToDictionary(c => c, c => LossOf(c, runs));
        double best = losses.Values.Min(l => l.Mean);
        double chance = RaceRules.Chance(losses.Values.First().EffectiveRows);
        foreach (var (candidate, loss) in losses)
        {
            if (loss.Mean - best > chance + RaceRules.PossibleGain(Gain(candidate, runs, rung), rung))
                Remove(candidate, keep: candidate.Components == 1);
        }

        void Remove(CrossValidation candidate, bool keep)
        {
            left.Remove(candidate);
            foreach (FoldRun run in runs.Where(r => r.Candidate == candidate))
            {
                // The Gaussian baseline is reported even if it was eliminated.
                if (keep)
                    run.Finish();
                run.Dispose();
            }
            progress.Remove(candidate);
            runs.RemoveAll(r => r.Candidate == candidate);
        }
    }

    private static (double Mean, double EffectiveRows) LossOf(CrossValidation candidate, List<FoldRun> runs)
    {
        (double Loss, RowSet<float> Rows)[] all =
        [
            .. candidate.Folds.Select(f => (f.Result.BestValidationLoss + candidate.LossOfUnits, f.Validation)),
            .. runs.Where(r => r.Candidate == candidate).Select(r => (r.BestLoss, r.Validation)),
        ];
        return (all.Sum(a => a.Loss * a.Rows.Weight) / all.Sum(a => a.Rows.Weight), all.Sum(a => a.Rows.EffectiveRows));
    }

    /// <summary>The amount by which the loss of a candidate decreased over the last doubling of its steps.</summary>
    private static double Gain(CrossValidation candidate, List<FoldRun> runs, double rung)
    {
        FoldRun[] own = [.. runs.Where(r => r.Candidate == candidate)];
        return own.Sum(r => r.IsDone ? 0 : (r.BestLossAt(rung / 2) - r.BestLoss) * r.Validation.Weight)
            / own.Sum(r => r.Validation.Weight);
    }

    /// <summary>
    /// After a cancellation, the candidate with the most complete folds, and of several the best; null if none has any.
    /// </summary>
    private static CrossValidation? MostComplete(IReadOnlyList<CrossValidation> candidates) => candidates
        .Where(c => c.Folds.Any())
        .OrderByDescending(c => c.Folds.Count(f => !f.Result.WasCancelled))
        .ThenBy(c => c.OutOfFoldLoss)
        .FirstOrDefault();
}
