using System.Globalization;
using System.Text.Json.Nodes;
using MdnDemo.Answers;
using MdnDemo.Tables;
using MixtureDensity;
using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>What a model says about one case, for people and for programs.</summary>
internal static class CaseReport
{
    private const int MaxWidth = 72;
    private const int MinWidth = 20;
    private const int NameWidth = 17;

    /// <summary>Prints the answers about each target, and its density as a small picture.</summary>
    /// <param name="row">The case.</param>
    /// <param name="model">The model.</param>
    /// <param name="mixtures">What it predicts.</param>
    /// <param name="options">What is asked.</param>
    public static void Print(RowCase row, DensityModel model, MixtureBatch mixtures, PredictionOptions options)
    {
        bool isAscii = PlainTable.IsAscii;
        int width = AnsiConsole.Profile.Out.IsTerminal
            ? Math.Clamp(AnsiConsole.Profile.Width - 1, MinWidth, MaxWidth) : MaxWidth;
        double[][] samples = Samples(mixtures, options);
        Console.WriteLine(string.Join(", ", row.Inputs.Select(i => $"{i.Name} = {i.Text}")));
        for (int d = 0; d < mixtures.Targets; d++)
        {
            ScalarDistribution distribution = mixtures.Marginal(0, d);
            string target = model.Schema.Targets[d].Name;
            Console.WriteLine();
            Console.WriteLine(target);
            TargetCalibration calibration = TargetAnswers.CalibrationOf(model, d, options);
            var lines = Lines(distribution, target, options, calibration, [.. samples.Select(s => s[d])]);
            foreach (var (name, text) in lines)
                Console.WriteLine($"  {name.PadRight(NameWidth - 1)} {text}");
            Interval[] region = calibration.HighestDensityRegion(distribution, options.RegionLevel);
            // Of several targets a prediction is the mixture itself.
            TargetObservation observation =
                mixtures.Targets == 1 ? model.Schema.Targets[0].Observation : TargetObservation.Exact;
            foreach (string line in DensityPicture.Draw(distribution, observation, region, width - 2, isAscii))
                Console.WriteLine($"  {line}");
        }
        if (options.IsCalibrated && model.Calibration is not null)
        {
            Console.WriteLine();
            Console.WriteLine(CalibrationText.Of(model) + ".");
        }
    }

    /// <summary>Prints one JSON object; its keys are the columns of a table with predictions.</summary>
    public static void PrintJson(DensityModel model, MixtureBatch mixtures, PredictionOptions options)
    {
        double[][] samples = Samples(mixtures, options);
        var json = new JsonObject();
        for (int d = 0; d < mixtures.Targets; d++)
        {
            string target = model.Schema.Targets[d].Name;
            var answers = new TargetAnswers(model, d, options);
            var cells = new double[answers.Columns.Count];
            answers.Fill(mixtures.Marginal(0, d), cells);
            for (int i = 0; i < cells.Length; i++)
                json[answers.Columns[i].Name] = EvaluationReport.Number(cells[i]);
            for (int i = 0; i < samples.Length; i++)
                json[$"{target}_sample{i + 1}"] = samples[i][d];
        }
        Console.WriteLine(json.ToJsonString(EvaluationReport.Indented));
    }

    private static double[][] Samples(MixtureBatch mixtures, PredictionOptions options)
    {
        // As predict seeds the only piece of a table of one row.
        var random = new Random(new Random(options.Seed).Next());
        return [.. Enumerable.Range(0, options.Samples).Select(_ => mixtures.Sample(0, random))];
    }

    private static IEnumerable<(string Name, string Text)> Lines(ScalarDistribution distribution, string target,
        PredictionOptions options, TargetCalibration calibration, double[] samples)
    {
        double spread = distribution.StandardDeviation;
        string Value(double value) => Format(value, spread);

        if (options.Modes > 0)
        {
            Mode[] modes = distribution.Modes();
            yield return ("most probable", Listed(
                modes.Select(m => $"{Value(m.Location[0])} ({Percent(m.Weight)})"), options.Modes));
        }
        var region = RegionsAnswer.Of(distribution, options.RegionLevel, calibration);
        if (options.Regions > 0)
            yield return ($"{IntervalsAnswer.Percent(options.RegionLevel)} % region", Listed(region.Select(r =>
                $"{Value(r.Interval.Lower)} to {Value(r.Interval.Upper)} ({Percent(r.Probability)})"),
                options.Regions));
        foreach (double level in options.Intervals)
        {
            var (lower, upper) = calibration.CentralInterval(distribution, level);
            yield return ($"{IntervalsAnswer.Percent(level)} % interval", $"{Value(lower)} to {Value(upper)}");
        }
        yield return ("mean", $"{Value(distribution.Mean)}, standard deviation {Value(spread)}");
        if (options.Quantiles.Count > 0)
            yield return ("quantiles", string.Join(", ", options.Quantiles.Select(p =>
                $"{Value(distribution.Quantile(p))} ({IntervalsAnswer.Percent(p)} %)")));
        foreach (TargetEvent each in options.Events.Where(e => e.IsOf(target)))
            yield return (each.Words, Percent(each.ProbabilityUnder(distribution)));
        if (samples.Length > 0)
            yield return ("samples", string.Join(", ", samples.Select(Value)));
    }

    private static string Listed(IEnumerable<string> texts, int most)
    {
        string[] all = [.. texts];
        string rest = all.Length > most ? string.Create(CultureInfo.InvariantCulture, $", {all.Length - most} more")
            : "";
        return string.Join(", ", all.Take(most)) + rest;
    }

    private static string Percent(double probability) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * probability:G3} %");

    /// <summary>A number to a hundredth of what such numbers vary by.</summary>
    private static string Format(double value, double spread)
    {
        int decimals = 2 - (int)Math.Floor(Math.Log10(spread));
        return Math.Abs(value) < 1e15 && decimals <= 15
            ? value.ToString($"F{Math.Max(0, decimals)}", CultureInfo.InvariantCulture)
            : value.ToString("G6", CultureInfo.InvariantCulture);
    }
}
