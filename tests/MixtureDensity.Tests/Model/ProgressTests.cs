using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

/// <summary>How long a fit is said to take, by a clock that the tests set.</summary>
public sealed class ProgressTests
{
    private const int Rows = 400;
    private const double Schedule = 1e7;

    // What the estimator knows of the machine on which its constants were measured.
    private const double ReferencePace = 6e-11;

    private static readonly ModelOptions Options = new()
    {
        Folds = 2, Refits = 0, Components = 1, Training = new TrainingOptions { Steps = 4000 },
    };

    [Fact]
    public void What_is_left_takes_as_long_as_it_took_so_far()
    {
        var fit = new Race(Options);
        // Its first evaluation compiles code, and says nothing.
        fit.Train(fit.Add(), to: 0.01, loss: 2, slowness: 50);
        Racer done = (Racer)fit.Racers[0], half = fit.Add();
        fit.Train(done, to: 1, loss: 1, slowness: 3);
        fit.Train(half, to: 0.01, loss: 2, slowness: 50);
        fit.Train(half, to: 0.5, loss: 1, slowness: 3);
        fit.Reach(0.5, gain: 1);
        fit.Train(half, to: 0.6, loss: 1, slowness: 3);
        double left = 0.4 * fit.SecondsOfSchedule * 3;
        // The scoring of so few rows takes less than a second on such a machine.
        Assert.InRange(fit.Last.TimeLeft!.Value.TotalSeconds, left, left + 1);
        Assert.InRange(left, 2, 200);
    }

    [Fact]
    public void Nothing_is_said_of_the_time_before_the_architectures_were_compared()
    {
        var fit = new Race(Options);
        Racer racer = fit.Add();
        fit.Train(racer, to: 0.02, loss: 2);
        Assert.Null(fit.Last.TimeLeft);
        // As if next to nothing was left.
        fit.Clock.Advance(1e9);
        fit.Train(racer, to: 0.02, loss: 2);
        Assert.InRange(fit.Last.Part, 0, 0.1);
        fit.Reach(0.02, gain: 1);
        fit.Train(racer, to: 0.03, loss: 2);
        Assert.NotNull(fit.Last.TimeLeft);
    }

    [Fact]
    public void The_part_never_falls_and_is_1_at_the_end_of_the_work()
    {
        // Without a maximum of steps there may be more to do than was thought.
        var fit = new Race(Options with { Training = new TrainingOptions() });
        Racer[] racers = [fit.Add(), fit.Add()];
        foreach (Racer racer in racers)
            fit.Train(racer, to: 0.25, loss: 2);
        fit.Reach(0.25, gain: 0);
        fit.Train(racers[0], to: 0.3, loss: 2);
        TimeSpan before = fit.Last.TimeLeft!.Value;
        fit.Reach(0.25, gain: 5);
        fit.Train(racers[1], to: 0.3, loss: 1);
        Assert.True(fit.Last.TimeLeft > 2 * before);
        fit.Train(racers[0], to: 1, loss: 1);
        fit.Train(racers[1], to: 1, loss: 1);
        foreach (double scored in new[] { 0.3, 0.9, 1 })
            fit.Score(scored);
        double[] parts = [.. fit.Reports.Select(r => r.Part)];
        Assert.Equal(parts.Order(), parts);
        Assert.True(parts[^2] < 1);
        Assert.Equal(1, parts[^1]);
        Assert.Equal(TimeSpan.Zero, fit.Last.TimeLeft);
    }

    [Fact]
    public void A_scoring_that_takes_longer_than_was_thought_is_believed_as_it_goes()
    {
        var fit = new Race(Options);
        foreach (Racer racer in new[] { fit.Add(), fit.Add() })
            fit.Train(racer, to: 1, loss: 1);
        fit.Reach(1, gain: 0);
        fit.Score(0);
        Assert.InRange(fit.Last.TimeLeft!.Value.TotalSeconds, 0.1, 1);
        fit.Clock.Advance(80);
        fit.Score(0.8);
        Assert.InRange(fit.Last.TimeLeft!.Value.TotalSeconds, 15, 25);
    }

    [Fact]
    public void An_architecture_that_lags_behind_and_gains_nothing_is_expected_to_end_at_the_next_rung()
    {
        var fit = new Race(Options);
        Racer winner = fit.Add(), loser = fit.AddRival();
        (winner.Fraction, winner.BestFraction, winner.BestLoss) = (0.1, 0.1, 1);
        (loser.Fraction, loser.BestFraction, loser.BestLoss) = (0.1, 0.1, 3);
        var forecast = new RaceForecast(Options, Rows);
        forecast.Reach(1.0 / 16, new Dictionary<CrossValidation, double>
            { [winner.Candidate] = 0.1, [loser.Candidate] = 0 });
        Assert.Equal(winner.Candidate, forecast.Winner(fit.Racers));
        Assert.Equal((1.0 / 8 - 0.1) * Schedule,
            forecast.Left(fit.Racers).Where(left => left.Candidate == loser.Candidate).Sum(left => left.Cost), 1e-3);
        // One that gains as much as it lags behind may still win.
        forecast.Reach(1.0 / 16, new Dictionary<CrossValidation, double>
            { [winner.Candidate] = 0.1, [loser.Candidate] = 6 });
        Assert.Equal(loser.Candidate, forecast.Winner(fit.Racers));
    }

    [Fact]
    public void A_network_that_has_not_improved_for_long_is_expected_to_stop()
    {
        var fit = new Race(Options);
        Racer one = fit.Add(), other = fit.Add();
        (one.Fraction, one.BestFraction, one.BestLoss, one.IsDone) = (0.6, 0.35, 1, true);
        (other.Fraction, other.BestFraction, other.BestLoss) = (0.54, 0.3, 1);
        var forecast = new RaceForecast(Options with { Refits = 3, Training = new TrainingOptions() }, Rows);
        forecast.Reach(0.5, new Dictionary<CrossValidation, double> { [one.Candidate] = 0.1 });
        Assert.InRange(forecast.Left(fit.Racers).Sum(left => left.Cost), 0.01 * Schedule, 0.02 * Schedule);
        // The first refits are stopped like them; the others are trained for as long as they improved.
        double[] refits = [.. forecast.Refits(fit.Racers, 3)];
        Assert.Equal(0.575 * Schedule, refits[0], 0.005 * Schedule);
        Assert.Equal(refits[0], refits[1]);
        Assert.Equal(0.325 * Schedule, refits[2], 0.005 * Schedule);
    }

    [Fact]
    public void Where_the_loss_falls_fast_the_schedule_is_expected_to_be_doubled_unless_the_steps_are_set()
    {
        Assert.InRange(Left(new TrainingOptions(), gain: 0), 0.1 * Schedule, 0.6 * Schedule);
        Assert.InRange(Left(new TrainingOptions(), gain: 2), 1.2 * Schedule, 4 * Schedule);
        Assert.InRange(Left(new TrainingOptions { Steps = 4000 }, gain: 2), 0.1 * Schedule, Schedule);

        static double Left(TrainingOptions training, double gain)
        {
            ModelOptions options = Options with { Training = training };
            var fit = new Race(options);
            Racer done = fit.Add(), racer = fit.Add();
            foreach (Racer each in fit.Racers.Cast<Racer>())
                (each.Fraction, each.BestFraction, each.BestLoss) = (0.25, 0.25, 1);
            done.IsDone = true;
            var forecast = new RaceForecast(options, Rows);
            forecast.Reach(0.25, new Dictionary<CrossValidation, double> { [racer.Candidate] = gain });
            return forecast.Left(fit.Racers).Sum(left => left.Cost);
        }
    }

    private sealed class Racer(CrossValidation candidate) : IRacer
    {
        public CrossValidation Candidate => candidate;
        public bool IsDone { get; set; }
        public double Fraction { get; set; }
        public double BestFraction { get; set; }
        public double BestLoss { get; set; } = double.PositiveInfinity;
        public double Cost => Fraction * Schedule;
        public double CostOfSchedule => Schedule;
    }

    private sealed class SetClock : TimeProvider
    {
        private double _seconds;

        public override long TimestampFrequency => 1_000_000;
        public override long GetTimestamp() => (long)(_seconds * TimestampFrequency);
        public void Advance(double seconds) => _seconds += seconds;
    }

    /// <summary>A race that is run by hand, with all that is reported of it.</summary>
    private sealed class Race : IProgress<ModelProgress>
    {
        private readonly ProgressEstimator _estimator;
        private readonly CrossValidation _candidate = Candidate();
        private readonly CrossValidation _rival = Candidate();

        public Race(ModelOptions options) => _estimator = new(options, Rows, 0, this, Clock);

        public SetClock Clock { get; } = new();

        public List<ModelProgress> Reports { get; } = [];

        public ModelProgress Last => Reports[^1];

        public List<IRacer> Racers { get; } = [];

        public double SecondsOfSchedule => Schedule * _candidate.StepCost * ReferencePace;

        public Racer Add() => Add(_candidate);

        public Racer AddRival() => Add(_rival);

        public void Reach(double rung, double gain) =>
            _estimator.Reach(rung, new Dictionary<CrossValidation, double> { [_candidate] = gain });

        public void Train(Racer racer, double to, double loss, double slowness = 1)
        {
            _estimator.Resume(racer);
            Clock.Advance((to - racer.Fraction) * SecondsOfSchedule * slowness);
            (racer.Fraction, racer.BestFraction, racer.BestLoss, racer.IsDone) = (to, to, loss, to == 1);
            _estimator.Report(racer);
        }

        public void Score(double part) => _estimator.ReportScoring(part);

        public void Report(ModelProgress value) => Reports.Add(value);

        private Racer Add(CrossValidation candidate)
        {
            var racer = new Racer(candidate);
            Racers.Add(racer);
            _estimator.Add([racer]);
            return racer;
        }

        private static CrossValidation Candidate()
        {
            double[] x = [.. Enumerable.Range(0, Rows).Select(i => (double)i)];
            var table = new Table([new NumericColumn("x", x), new NumericColumn("y", [.. x.Select(Math.Sqrt)])]);
            TableSchema schema = TableSchema.Fit(table, ["x"], ["y"]);
            return new CrossValidation(
                new([16]), 1, schema, new EncodedTable(schema, table), new ScaledTargets(schema, table));
        }
    }
}
