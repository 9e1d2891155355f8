using System.Globalization;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>How good the density was that was learnt from one split; a line of a results file.</summary>
/// <param name="Run">Which split, from 0, or which seed.</param>
/// <param name="Runs">How many there are.</param>
/// <param name="TrainingRows">How many rows it was learnt from.</param>
/// <param name="TestRows">How many rows the scores are means over.</param>
/// <param name="NegativeLogLikelihood">−log p(y|x), in nats, in the target's own unit.</param>
/// <param name="Rmse">The root mean square error of the predicted mean, in the target's unit.</param>
/// <param name="Crps">The continuous ranked probability score, in the target's unit.</param>
/// <param name="Coverage">The part of the test rows within their central interval of probability 0.9.</param>
/// <param name="PitInside">
/// The part of the bars of the PIT histogram in their 95 % band; NaN where it was not kept.
/// </param>
/// <param name="Seconds">How long the fit took.</param>
/// <param name="Origin">What it comes from.</param>
internal sealed record Result(
    int Run, int Runs, int TrainingRows, int TestRows, double NegativeLogLikelihood, double Rmse, double Crps,
        double Coverage, double PitInside, double Seconds,
    Provenance Origin)
{
    /// <summary>The first line of a results file.</summary>
    public const string Header =
        "run,runs,training_rows,test_rows,nll,rmse,crps,coverage90,pit_inside,seconds,date,version,options,cores,"
            + "system,runtime";

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>The line of a results file.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Run},{Runs},{TrainingRows},{TestRows},{NegativeLogLikelihood},{Rmse},{Crps},"
            + $"{Coverage},{(double.IsNaN(PitInside) ? "" : $"{PitInside}")},{Seconds:F2},"
            + $"{Origin.Date.ToString(DateFormat, CultureInfo.InvariantCulture)},{Text(Origin.Version)},"
            + $"{Text(Origin.Options)},{Origin.Cores},{Text(Origin.System)},{Text(Origin.Runtime)}");

    /// <summary>The result that a line holds.</summary>
    /// <exception cref="FormatException">It holds none.</exception>
    public static Result Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != Header.Split(',').Length)
            throw new FormatException();
        return new Result(
            Whole(cells[0]), Whole(cells[1]), Whole(cells[2]), Whole(cells[3]), Real(cells[4]), Real(cells[5]),
                Real(cells[6]), Real(cells[7]), cells[8].Length == 0 ? double.NaN : Real(cells[8]), Real(cells[9]),
            new Provenance(DateOnly.ParseExact(cells[10], DateFormat, CultureInfo.InvariantCulture), cells[11],
                cells[12], Whole(cells[13]), cells[14], cells[15]));
    }

    private static int Whole(string cell) => int.Parse(cell, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Real(string cell) => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);

    // No cell needs quotes.
    private static string Text(string value) => value.Replace(',', ' ').ReplaceLineEndings(" ");
}
