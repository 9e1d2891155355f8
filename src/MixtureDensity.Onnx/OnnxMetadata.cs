using System.Text.Json.Nodes;
using Onnx;

namespace MixtureDensity.Onnx;

/// <summary>The metadata of a graph, as JSON texts.</summary>
internal static class OnnxMetadata
{
    private static readonly double[] Levels = [0.5, 0.8, 0.9, 0.95, 0.99];

    /// <summary>
    /// The columns, the probabilities of the quantiles, the summary of the training, and the conformal corrections.
    /// </summary>
    public static IEnumerable<StringStringEntryProto> Describe(DensityModel model, OnnxOptions options,
        IReadOnlyDictionary<string, string> names)
    {
        yield return Entry("inputs", new JsonArray([.. model.Schema.Inputs.GroupBy(i => i.Name)
            .Select(column => Column([.. column], names[column.Key]))]));
        yield return Entry("targets", new JsonArray([.. model.Schema.Targets.Select(Target)]));
        yield return Entry("quantiles", new JsonArray([.. options.Quantiles.Select(p => JsonValue.Create(p))]));
        TrainingSummary training = model.Training;
        yield return Entry("training", new JsonObject
        {
            ["rows"] = training.Rows,
            ["seed"] = training.Seed,
            ["nll"] = Number(training.OutOfFold.Mean),
            ["nll_se"] = Number(training.OutOfFold.StandardError),
            ["was_cancelled"] = training.WasCancelled,
            ["networks"] = model.Networks.Count,
            ["versions"] = new JsonObject(training.Versions.Select(v =>
                KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
        });
        if (model.Calibration is { } calibration)
            yield return Entry("calibration", Calibration(calibration, model.Schema));
    }

    // A calibrated interval lies between the quantiles of outside/2 and 1 − outside/2; with jumps there is a smaller
    // one.
    private static JsonObject Calibration(ConformalCalibration calibration, TableSchema schema) => new()
    {
        ["rows"] = calibration.Rows,
        ["max_level"] = calibration.MaxLevel,
        ["targets"] = new JsonArray([.. calibration.Targets.Zip(schema.Targets, (scores, target) => new JsonObject
        {
            ["column"] = target.Name,
            ["intervals"] = new JsonArray([.. Levels.Where(level => level <= calibration.MaxLevel)
                .Select(level => new JsonObject
                {
                    ["level"] = level,
                    ["outside"] = scores.Intervals!.OutsideFor(level),
                })]),
        })]),
    };

    private static JsonObject Column(InputEncoding[] encodings, string input)
    {
        var column = new JsonObject { ["column"] = encodings[0].Name, ["input"] = input };
        if (encodings[0] is OneHotEncoding texts)
        {
            column["kind"] = "text";
            column["categories"] = new JsonArray([.. texts.Categories.Select(c => JsonValue.Create(c))]);
            return column;
        }
        var number = (NumericEncoding)encodings[0];
        bool isTime = encodings.Length > 1;
        column["kind"] = isTime ? "time" : "number";
        if (isTime)
            column["unit"] = "days since 1970-01-01";
        if (number.Format is not null)
            column["format"] = number.Format;
        column["mean"] = number.Mean;
        column["std"] = number.Deviation;
        return column;
    }

    // How a recorded value follows from the latent one, of which the components are.
    private static JsonObject Target(TargetScaling target)
    {
        TargetObservation observation = target.Observation;
        bool isRounded = observation.Spacing > 0;
        var column = new JsonObject
        {
            ["column"] = target.Name,
            ["mean"] = target.Origin + target.Mean,
            ["std"] = target.Deviation,
            ["spacing"] = isRounded ? observation.Spacing : null,
            ["offset"] = isRounded ? observation.GridOffset : null,
            ["masses"] = new JsonArray([.. observation.PointMasses.Select(v => JsonValue.Create(v))]),
            ["lower"] = Number(observation.Lower),
            ["upper"] = Number(observation.Upper),
            ["log"] = observation.IsLogarithmic,
        };
        if (target.Format is not null)
            column["format"] = target.Format;
        return column;
    }

    // JSON has no NaN and no infinity.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;

    private static StringStringEntryProto Entry(string key, JsonNode value) =>
        new() { Key = key, Value = value.ToJsonString() };
}
