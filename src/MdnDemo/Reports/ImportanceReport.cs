using System.Text.Json.Nodes;
using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>The importance of the inputs of a model, as text or JSON.</summary>
/// <param name="Rows">The number of rows that were shuffled.</param>
/// <param name="AllRows">The number of rows of the table that could be.</param>
/// <param name="Loss">The negative log-likelihood without shuffling.</param>
/// <param name="Importances">The importances, the largest first.</param>
/// <param name="Association">The strongest association between inputs that were shuffled apart, if any.</param>
/// <param name="Weight">The column of the row weights; null if all count the same.</param>
internal sealed record ImportanceReport(int Rows, long AllRows, Estimate Loss,
    IReadOnlyList<InputImportance> Importances, InputAssociation? Association,
    string? Weight)
{
    // From this association on, the model can read one input from the other.
    private const double StrongAssociation = 0.7;

    /// <summary>Prints a table with a row for each input.</summary>
    public void Print()
    {
        PlainTable.Write(PlainTable.Create("shuffled input",
            Importances.Select(i => ScoreRow.From(string.Join(", ", i.Columns), i.Rise)),
            "rise of the negative log-likelihood, nats"));
        string of = Count.Format(Rows, "row") + (Rows < AllRows ? $", chosen at random from {AllRows:N0}" : "");
        string weighted = Weight is null ? "" : $", weighted by {Weight},";
        PlainTable.Write(
            $"The negative log-likelihood of {of}{weighted} is {SignificantDigits.Text(Loss)} without shuffling.");
        if (Caution() is { } caution)
            PlainTable.Write(caution);
    }

    /// <summary>Prints one JSON object.</summary>
    public void PrintJson()
    {
        var json = new JsonObject
        {
            ["rows"] = Rows,
            ["nll"] = EvaluationReport.Number(Loss.Mean),
            ["nll_se"] = EvaluationReport.Number(Loss.StandardError),
            ["inputs"] = new JsonArray([.. Importances.Select(i => new JsonObject
            {
                ["columns"] = new JsonArray([.. i.Columns.Select(c => JsonValue.Create(c))]),
                ["rise"] = EvaluationReport.Number(i.Rise.Mean),
                ["rise_se"] = EvaluationReport.Number(i.Rise.StandardError),
            })]),
        };
        if (Caution() is { } caution)
            json["caution"] = caution;
        Console.WriteLine(json.ToJsonString(EvaluationReport.Indented));
    }

    private string? Caution() => Association is not { Strength: >= StrongAssociation } a ? null
        : $"Caution: '{a.First}' and '{a.Second}' depend on each other (association {a.Strength:F2} of 1). Shuffled "
                + "alone, each may look worthless, as the other stands in for it, or be judged by rows that do not "
                + $"occur; --group-inputs {a.First},{a.Second} shuffles them together.";
}
