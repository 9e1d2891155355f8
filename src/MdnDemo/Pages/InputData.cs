using System.Text.Json.Nodes;
using MdnDemo.Plots;
using MixtureDensity;

namespace MdnDemo.Pages;

/// <summary>The inputs of a model for a page: their encodings, and the values to choose from.</summary>
internal static class InputData
{
    // If the middle 90 % of the rows would share less of a slider with equal steps, it goes by quantiles.
    private const double MinMiddle = 0.2;
    private const int Knots = 33;

    /// <summary>The columns in the order of the networks' inputs; the parts of a time are one.</summary>
    public static JsonArray From(TableSchema schema, Table rows) =>
        [.. schema.Inputs.GroupBy(i => i.Name).Select(group => (JsonNode)(group.First() is OneHotEncoding texts
            ? OfTexts(texts, (TextColumn)rows[group.Key])
            : OfNumbers([.. group.Cast<NumericEncoding>()], rows)))];

    private static JsonObject OfTexts(OneHotEncoding encoding, TextColumn column)
    {
        List<(string Text, int Place)> options = [.. encoding.Categories.Select((text, place) => (text, place))];
        if (encoding.HasMissing)
            options.Add(("(missing)", options.Count));
        if (encoding.HasOther)
            options.Add(("(other)", encoding.Width - 1));
        string usual = column.Values.OfType<string>().GroupBy(text => text)
            .Where(g => encoding.Categories.Contains(g.Key)).MaxBy(g => g.Count())!.Key;
        return new JsonObject
        {
            ["name"] = encoding.Name,
            ["places"] = encoding.Width,
            ["options"] = Options(options.Select(o => (o.Text, (JsonNode?)o.Place))),
            ["start"] = options.First(o => o.Text == usual).Place,
        };
    }

    private static JsonObject OfNumbers(NumericEncoding[] encodings, Table rows)
    {
        var column = (NumericColumn)rows[encodings[0].Name];
        double[] sorted = [.. column.Values.Where(v => !double.IsNaN(v)).Order()];
        bool isLogarithmic = sorted[0] < sorted[^1] && AxisScale.For(rows, column.Name).IsLogarithmic;
        bool isWhole = !column.IsTime && sorted.All(v => v == Math.Round(v)), hasMissing = encodings[0].HasMissing;
        var json = new JsonObject
        {
            ["name"] = column.Name,
            ["encodings"] = new JsonArray([.. encodings.Select(e => (JsonNode)From(e))]),
            ["knots"] = new JsonArray([.. (isLogarithmic ? Factors(sorted[0], sorted[^1]) : KnotsOf(sorted))
                .Select(v => JsonValue.Create(v))]),
            ["isLogarithmic"] = isLogarithmic,
            ["step"] = isWhole ? 1 : null,
            ["isTime"] = column.IsTime,
            ["hasHours"] = column.IsTime && sorted.Any(v => v != Math.Floor(v)),
            ["hasMissing"] = hasMissing,
            ["start"] = sorted[sorted.Length / 2],
        };
        // One number and missing cells: a choice between the two.
        if (sorted[0] == sorted[^1])
            json["options"] = Options([
                (TypicalRowsFigure.Text(column, Array.IndexOf(column.Values, sorted[0])), sorted[0]),
                ("(missing)", null)]);
        return json;
    }

    private static JsonObject From(NumericEncoding encoding) => new()
    {
        ["part"] = encoding.Part.ToString(),
        ["mean"] = encoding.Mean,
        ["deviation"] = encoding.Deviation,
        ["bins"] = new JsonArray(
            [.. encoding.Bins.Select(b => (JsonNode)new JsonArray(b.From, b.To, Math.Round(b.Mean, 6)))]),
        ["hasMissing"] = encoding.HasMissing,
        ["min"] = encoding.Min,
        ["max"] = encoding.Max,
    };

    /// <summary>
    /// The values at equal steps of a slider: the least and the largest, or quantiles where most rows lie close
    /// together.
    /// </summary>
    internal static double[] KnotsOf(double[] sorted)
    {
        double low = sorted[0], high = sorted[^1];
        double At(double p) => sorted[(int)Math.Round(p * (sorted.Length - 1))];
        double[] quantiles = [.. Enumerable.Range(0, Knots).Select(i => At(i / (Knots - 1.0))).Distinct()];
        return At(0.95) - At(0.05) < MinMiddle * (high - low) && quantiles.Length > Knots / 2 ? quantiles : [low, high];
    }

    // The values of a logarithmic slider at equal steps.
    internal static IEnumerable<double> Factors(double low, double high) =>
        [low, .. Enumerable.Range(1, Knots - 2).Select(i => i / (Knots - 1.0)).Select(p =>
            Math.Pow(low, 1 - p) * Math.Pow(high, p)), high];

    private static JsonArray Options(IEnumerable<(string Text, JsonNode? Value)> options) =>
        [.. options.Select(o => (JsonNode)new JsonArray(o.Text, o.Value))];
}
