using System.Globalization;
using System.Text.Json.Nodes;
using MdnDemo.Answers;
using MdnDemo.Tables;
using MixtureDensity;
using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>The prediction of one case, as text or JSON.</summary>
internal static class CaseReport
{
    private const int MaxWidth = 72;
    private const int MinWidth = 20;
    private const int NameWidth = 16;
    private const int MaxDecimals = 15;

    /// <summary>Prints the prediction of each target, with a small picture of its density.</summary>
    /// <param name="mixtures">The prediction.</param>
    /// <param name="options">What to compute.</param>
    public static void Print(RowCase row, DensityModel model, MixtureBatch mixtures, PredictionOptions options)
    {
        bool isAscii = PlainTable.IsAscii;
        int width = AnsiConsole.Profile.Out.IsTerminal
            ? Math.Clamp(AnsiConsole.Profile.Width - 1, MinWidth, MaxWidth) : MaxWidth;
        double[][] samples = Samples(mixtures, options);
        foreach (string line in Wrapped([.. row.Inputs.Select(i => $"{i.Name} = {i.Text}")], width))
            Console.WriteLine(line);
        for (int d = 0; d < mixtures.Targets; d++)
        {
            ScalarDistribution distribution = mixtures.Marginal(0, d);
            string target = model.Schema.Targets[d].Name;
            Console.WriteLine();
            Console.WriteLine(target);
            TargetCalibration calibration = TargetAnswers.CalibrationOf(model, d, options);
            // For several targets a prediction is the mixture itself.
            TargetObservation observation =
                mixtures.Targets == 1 ? model.Schema.Targets[0].Observation : TargetObservation.Exact;
            (string Name, string Text)[] lines = [.. Lines(
                distribution, target, observation, options, calibration, [.. samples.Select(s => s[d])])];
            int nameWidth = Math.Max(NameWidth, lines.Max(line => line.Name.Length));
            foreach (var (name, text) in lines)
                Console.WriteLine($"  {name.PadRight(nameWidth)} {text}");
            Interval[] region = calibration.HighestDensityRegion(distribution, options.RegionLevel);
            foreach (string line in DensityPicture.Draw(distribution, observation, region, width - 2, isAscii))
                Console.WriteLine($"  {line}");
        }
        if (options.IsCalibrated && model.Calibration is not null)
        {
            Console.WriteLine();
            Console.WriteLine(CalibrationSentences.Source(model));
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
                json[$"{target}_sample{i + 1}"] = EvaluationReport.Number(samples[i][d]);
        }
        Console.WriteLine(json.ToJsonString(EvaluationReport.Indented));
    }

    /// <summary>Texts with commas between them, in as many lines as they need.</summary>
    private static IEnumerable<string> Wrapped(string[] texts, int width)
    {
        string line = "";
        for (int i = 0; i < texts.Length; i++)
        {
            string next = i < texts.Length - 1 ? texts[i] + "," : texts[i];
            if (line.Length > 0 && line.Length + 1 + next.Length > width)
            {
                yield return line;
                line = "";
            }
            line += line.Length > 0 ? " " + next : next;
        }
        yield return line;
    }

    private static double[][] Samples(MixtureBatch mixtures, PredictionOptions options)
    {
        // The seed that predict uses for a table of one row.
        var random = new Random(new Random(options.Seed).Next());
        return [.. Enumerable.Range(0, options.Samples).Select(_ => mixtures.Sample(0, random))];
    }

    private static IEnumerable<(string Name, string Text)> Lines(ScalarDistribution distribution, string target,
        TargetObservation observation, PredictionOptions options, TargetCalibration calibration, double[] samples)
    {
        double spread = distribution.StandardDeviation;
        int most = DecimalsOf(observation);
        string Value(double value) => Format(value, spread, most, observation.IsLogarithmic);
        string Span(Interval interval) => interval.Lower == interval.Upper ? Exactly(interval.Lower)
            : $"{Value(interval.Lower)} to {Value(interval.Upper)}";
        bool IsMass(Mode mode) => observation.Spacing == 0 && observation.PointMasses.Contains(mode.Location[0]);

        if (options.Modes > 0)
        {
            Mode[] modes = distribution.Modes();
            yield return ("most probable", (modes is [var first, ..] && IsMass(first) ? "" : "around ") + Listed(
                [.. modes.Select(m => (IsMass(m) ? Exactly(m.Location[0]) : Value(m.Location[0]), m.Weight))],
                options.Modes));
        }
        var region = RegionsAnswer.Rank(distribution, options.RegionLevel, calibration);
        if (options.Regions > 0)
            yield return ($"{IntervalsAnswer.Percent(options.RegionLevel)} % region", Listed(
                [.. region.Select(r => (Span(r.Interval), r.Probability))], options.Regions));
        foreach (double level in options.Intervals)
            yield return ($"{IntervalsAnswer.Percent(level)} % interval",
                Span(calibration.CentralInterval(distribution, level)));
        yield return ("mean",
                $"{Format(distribution.Mean, spread)}, standard deviation {Format(spread, spread)}");
        if (options.Quantiles.Count > 0)
            yield return ("quantiles", string.Join(", ", options.Quantiles.Select(p =>
                $"{Value(distribution.Quantile(p))} ({IntervalsAnswer.Percent(p)} %)")));
        foreach (TargetEvent each in options.Events.Where(e => e.IsOf(target)))
            yield return (each.Words, Percent(each.ProbabilityUnder(distribution)));
        if (samples.Length > 0)
            yield return ("samples", string.Join(", ", samples.Select(Value)));
    }

    /// <summary>A value that has a probability of its own.</summary>
    internal static string Exactly(double value) =>
        "exactly " + value.ToString(value == 0 || Math.Abs(value) >= 1e-6 ? "#,0.#########" : "G9",
            CultureInfo.InvariantCulture);

    /// <summary>Intervals or modes with their probabilities, which are omitted for a single one.</summary>
    private static string Listed((string Text, double Probability)[] parts, int most)
    {
        if (parts.Length == 1)
            return parts[0].Text;
        string rest = parts.Length > most ? $", {parts.Length - most} more" : "";
        return string.Join(", ", parts.Take(most).Select(p => $"{p.Text} ({Percent(p.Probability)})")) + rest;
    }

    private static string Percent(double probability) => $"{100 * probability:G3} %";

    /// <summary>The decimals of the values of a grid, and of those that have a probability of their own.</summary>
    private static int DecimalsOf(TargetObservation observation)
    {
        double[] values = [observation.Spacing, observation.GridOffset, .. observation.PointMasses];
        return observation.Spacing == 0 ? MaxDecimals : Enumerable.Range(0, MaxDecimals).FirstOrDefault(
            decimals => values.All(value => IsRound(value, decimals)), MaxDecimals);
    }

    private static bool IsRound(double value, int decimals) =>
        Math.Abs(value - Math.Round(value, decimals)) <= 1e-9 * Math.Abs(value);

    /// <summary>
    /// A number to a hundredth of the spread of such numbers, with at least three digits on a logarithmic scale.
    /// </summary>
    internal static string Format(double value, double spread, int most = MaxDecimals, bool isFactor = false)
    {
        int decimals = DecimalsFor(spread);
        if (isFactor && value != 0)
            decimals = Math.Max(decimals, DecimalsFor(Math.Abs(value)));
        decimals = Math.Min(most, decimals);
        if (Math.Abs(value) >= 1e15 || spread is not (> 0 and < double.PositiveInfinity) || decimals > MaxDecimals)
            return $"{value:G6}";
        double power = Math.Pow(10, Math.Max(0, -decimals));
        return (power * Math.Round(value / power, Math.Max(0, decimals)))
            .ToString($"N{Math.Max(0, decimals)}", CultureInfo.InvariantCulture);
    }

    // For three digits of a positive number.
    private static int DecimalsFor(double value) => 2 - (int)Math.Floor(Math.Log10(value));
}
