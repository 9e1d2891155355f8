namespace MixtureDensity;

/// <summary>A forecast of what successive halving will still train.</summary>
/// <remarks>
/// Three rules of thumb, measured on a dozen tables: a doubling of the steps gains about half of what the doubling
/// before it gained; a network is best after about a fifth of the default schedule, or later where its loss falls fast;
/// and the candidate with the least loss by these gains wins, while the rules of the race eliminate the others.
/// </remarks>
/// <param name="options">The options of the model.</param>
/// <param name="rows">The number of rows of the table.</param>
internal sealed class RaceForecast(ModelOptions options, int rows)
{
    // The gain of a doubling of the steps, as a fraction of the gain of the doubling before.
    private const double GainRatio = 0.45;

    // The fraction of the default schedule after which a network is best.
    private const double TypicalBest = 0.2;

    // Where a doubling gained so many nats, a network is best after 1 + 5 times as many steps again, at most 3 times.
    private const double GrowthPerNat = 5;
    private const double MaxGrowth = 3;

    private readonly Dictionary<CrossValidation, (double Gain, double Steps)> _last = [];

    /// <summary>Whether the candidates have been compared; before that there is hardly a forecast.</summary>
    public bool HasCompared => _last.Count > 0;

    /// <summary>Records the gain of each candidate over the last doubling of the steps.</summary>
    public void Reach(double rung, IReadOnlyDictionary<CrossValidation, double> gains)
    {
        foreach (var (candidate, gain) in gains)
            _last[candidate] = (gain, rung * Doubled(candidate));
    }

    /// <summary>The candidate that is expected to win.</summary>
    public CrossValidation Winner(IEnumerable<IRacer> racers) =>
        racers.GroupBy(r => r.Candidate).MinBy(g => ExpectedLoss([.. g], 1))!.Key;

    /// <summary>The cost of the remaining training before the refits.</summary>
    /// <returns>For each network its candidate, and the cost in rows.</returns>
    public IEnumerable<(CrossValidation Candidate, double Cost)> Left(IReadOnlyList<IRacer> racers)
    {
        CrossValidation winner = Winner(racers);
        double doublings = Doublings(racers, winner);
        IRacer[] own = [.. racers.Where(r => r.Candidate == winner)];
        double mean = own.Average(r => Stop(r, doublings));
        foreach (IRacer racer in own.Where(r => !r.IsDone))
            yield return (winner, CostOf(racer, racer.Fraction, Stop(racer, doublings), doublings));
        for (int fold = own.Length; fold < options.Folds; fold++)
            yield return (winner, CostOf(own[0], 0, mean, doublings));
        foreach (var group in racers.Where(r => r.Candidate != winner && !r.IsDone).GroupBy(r => r.Candidate))
        {
            double until = Math.Min(Elimination([.. group], racers), Math.Max(mean, group.Max(r => r.Fraction)));
            foreach (IRacer racer in group)
            {
                // An eliminated candidate does not reach the doubling half-way.
                yield return (racer.Candidate, CostOf(racer, racer.Fraction, Math.Max(until, racer.Fraction),
                    until > RaceRules.HalfWay ? doublings : 0));
            }
        }
    }

    /// <summary>The costs of the refits, in rows.</summary>
    /// <param name="racers">The networks of the race.</param>
    /// <param name="count">The number of refits, of which the first leave out a fold and are stopped early.</param>
    public IEnumerable<double> Refits(IReadOnlyList<IRacer> racers, int count)
    {
        CrossValidation winner = Winner(racers);
        double doublings = Doublings(racers, winner);
        IRacer[] own = [.. racers.Where(r => r.Candidate == winner)];
        double best = own.Average(r => Best(r, doublings)), stop = own.Average(r => Stop(r, doublings));
        return Enumerable.Range(0, count).Select(number =>
            CostOf(own[0], 0, number < Folds.RepeatedCount(options, rows) ? stop : best, doublings));
    }

    private double Doubled(CrossValidation candidate) => 1 << candidate.Training(options).Doublings;

    /// <summary>The gain over the doubling that ends at a fraction of the schedule.</summary>
    private double Gain(CrossValidation candidate, double fraction) =>
        _last.TryGetValue(candidate, out var last)
            ? last.Gain * Math.Pow(GainRatio, Math.Max(0, Math.Log2(fraction * Doubled(candidate) / last.Steps))) : 0;

    private double ExpectedLoss(IRacer[] own, double fraction)
    {
        if (own[0].Candidate.Folds.Any())
            return own[0].Candidate.OutOfFoldLoss;
        IRacer[] started = [.. own.Where(r => double.IsFinite(r.BestLoss))];
        if (started.Length == 0)
            return double.PositiveInfinity;
        double now = started.Max(r => r.Fraction), doublings = now > 0 ? Math.Max(0, Math.Log2(fraction / now)) : 0;
        double further = GainRatio * (1 - Math.Pow(GainRatio, doublings)) / (1 - GainRatio);
        return started.Average(r => r.BestLoss) - Gain(own[0].Candidate, now) * further;
    }

    /// <summary>The rung at which a candidate is expected to be eliminated; 1 if it stays to the end.</summary>
    private double Elimination(IRacer[] own, IReadOnlyList<IRacer> racers)
    {
        double now = own.Max(r => r.Fraction);
        double chance = RaceRules.Chance(Math.Max(1.0, rows) * RaceRules.FirstFolds / options.Folds);
        IRacer[][] all = [.. racers.GroupBy(r => r.Candidate).Select(g => g.ToArray())];
        return RaceRules.Rungs.FirstOrDefault(
            rung => rung >= now && ExpectedLoss(own, rung) - all.Min(other => ExpectedLoss(other, rung))
                > chance + RaceRules.PossibleGain(Gain(own[0].Candidate, rung), rung), 1);
    }

    /// <summary>The expected number of doublings of the schedule.</summary>
    private double Doublings(IReadOnlyList<IRacer> racers, CrossValidation winner)
    {
        int done = winner.Training(options).Doublings;
        if (options.Training.Steps is not null || winner.Folds.Any()
            || racers.Any(r => r.Candidate == winner && r.Fraction > RaceRules.HalfWay))
            return 0;
        double sum = 0, gain = racers.Max(r => Gain(r.Candidate, RaceRules.HalfWay));
        for (int doubling = done; doubling < RaceRules.MaxDoublings && gain > 0; doubling++, gain *= GainRatio)
            sum += Math.Clamp(0.5 + Math.Log2(gain / RaceRules.WorthDoubling), 0, 1);
        return sum;
    }

    /// <summary>The fraction of the final schedule at which a network is expected to be best.</summary>
    private double Best(IRacer racer, double doublings)
    {
        if (racer.IsDone)
            return racer.BestFraction;
        TrainingOptions training = racer.Candidate.Training(options);
        double typical = Math.Min(1, TypicalBest * (training with { Steps = null, Effort = 1 }).StepsFor(rows)
            / training.StepsFor(rows));
        double growth = Math.Min(MaxGrowth, 1 + GrowthPerNat * Gain(racer.Candidate, racer.Fraction));
        double further = Math.Max(0,
            Math.Max(typical, racer.BestFraction * growth / Math.Pow(2, doublings)) - racer.BestFraction);
        // The longer it has not improved, the less it will.
        double waited = (racer.Fraction - racer.BestFraction) / Math.Max(1e-9, training.PatienceFraction);
        return Math.Min(1, racer.BestFraction + further * Math.Max(0, 1 - waited));
    }

    /// <summary>The fraction of the final schedule at which the training of a network is expected to end.</summary>
    private double Stop(IRacer racer, double doublings) => racer.IsDone ? racer.Fraction
        : Math.Clamp(Best(racer, doublings) + options.Training.PatienceFraction, racer.Fraction, 1);

    /// <summary>The cost of a training from a fraction of the schedule to one of the final schedule, in rows.</summary>
    private double CostOf(IRacer like, double from, double to, double doublings)
    {
        // With the batches halved where they can be.
        TrainingOptions training = like.Candidate.Training(options);
        double growth = 2.0 * ((training with { Doublings = training.Doublings + 1 }).BatchSizeFor(rows)
            + TrainingOptions.RowsOfOverhead) / (training.BatchSizeFor(rows) + TrainingOptions.RowsOfOverhead);
        double certain = Math.Floor(doublings), rest = doublings - certain;
        return (1 - rest) * Cost((int)certain) + (rest > 0 ? rest * Cost((int)certain + 1) : 0);

        double Cost(int count)
        {
            double cost = 0, schedule = like.CostOfSchedule, fraction = from;
            for (int i = 0; i < count; i++, schedule *= growth)
            {
                cost += Math.Max(0, RaceRules.HalfWay - fraction) * schedule;
                fraction = Math.Max(fraction, RaceRules.HalfWay) / 2;
            }
            return cost + Math.Max(0, to - fraction) * schedule;
        }
    }
}
