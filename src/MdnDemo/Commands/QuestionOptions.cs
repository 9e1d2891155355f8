using System.CommandLine;
using MdnDemo.Answers;

namespace MdnDemo.Commands;

/// <summary>The options that choose what to compute from a predicted distribution.</summary>
internal sealed class QuestionOptions
{
    private const int RegionsOfCase = 3;

    private static readonly PredictionOptions Defaults = new();

    private readonly Option<double[]> _quantiles = NumberOption.Probabilities(
        Defaults, nameof(Defaults.Quantiles), "--quantiles", "The probabilities of the quantiles");

    private readonly Option<double[]> _intervals = NumberOption.Probabilities(
        Defaults, nameof(Defaults.Intervals), "--interval", "The probabilities of central intervals",
            hasDefault: false);

    private readonly Option<int> _regions = NumberOption.For<int>(
        Defaults, nameof(Defaults.Regions), "--regions",
            "The number of intervals of the highest-density region, the shortest set of its probability; the one with "
                + "most probability first");

    private readonly Option<double> _regionLevel = NumberOption.For<double>(
        Defaults, nameof(Defaults.RegionLevel), "--region-level", "The probability of the highest-density region");

    private readonly Option<bool> _noCalibration = TableOptions.NoCalibration();

    private readonly Option<TargetEvent[]>[] _events =
        [EventOption.Above(), EventOption.Below(), EventOption.Between()];

    private readonly Option<int> _modes = NumberOption.For<int>(
        Defaults, nameof(Defaults.Modes), "--modes",
            "The number of modes (local maxima of the density), the one with most probability first");

    private readonly Option<int> _samples = NumberOption.For<int>(
        Defaults, nameof(Defaults.Samples), "--samples", "The number of samples from the distribution of each row");

    private readonly Option<int> _seed = NumberOption.For<int>(
        Defaults, nameof(Defaults.Seed), "--seed", "Random seed of the samples");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All =>
        [_quantiles, _intervals, _regions, _regionLevel, _noCalibration, .. _events, _modes, _samples, _seed];

    /// <summary>The choice of the user.</summary>
    public PredictionOptions Read(ParseResult parse) => new()
    {
        Quantiles = parse.GetValue(_quantiles)!,
        Intervals = parse.GetValue(_intervals) ?? [],
        Regions = parse.GetValue(_regions),
        RegionLevel = parse.GetValue(_regionLevel),
        IsCalibrated = !parse.GetValue(_noCalibration),
        Events = [.. _events.SelectMany(o => parse.GetValue(o) ?? [])],
        Modes = parse.GetValue(_modes),
        Samples = parse.GetValue(_samples),
        Seed = parse.GetValue(_seed),
    };

    /// <summary>The choice for one case, which has an interval and regions by default.</summary>
    public PredictionOptions ReadForCase(ParseResult parse)
    {
        PredictionOptions options = Read(parse);
        return options with
        {
            Intervals = options.Intervals.Count > 0 ? options.Intervals : [options.RegionLevel],
            Regions = parse.GetResult(_regions) is { Implicit: false } ? options.Regions : RegionsOfCase,
        };
    }
}
