using System.Text.Json.Nodes;
using MdnDemo.Plots;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Pages;

/// <summary>A model as data for the explorer of a page.</summary>
internal static class ModelData
{
    // The number of rows from which the usual height of a density is taken.
    private const int TypicalRows = 200;
    private const int GridSteps = 200;

    /// <summary>The model without its networks.</summary>
    public static JsonObject From(TrainingTable table, DensityModel model)
    {
        MixtureDensityNetwork network = model.Networks[0];
        return new JsonObject
        {
            ["activation"] = network.Activation.ToString(),
            ["layout"] = Layout(network.Layout, network.LogScaleBounds),
            ["inputs"] = InputData.From(model.Schema, table.Rows),
            ["targets"] =
                new JsonArray([.. model.Schema.Targets.Select((t, d) => (JsonNode)Target(t, d, table, model))]),
        };
    }

    /// <summary>How the outputs of a network become the parameters of a mixture.</summary>
    public static JsonObject Layout(MixtureLayout layout, (double Lower, double Upper) logScaleBounds) => new()
    {
        ["components"] = layout.Components,
        ["targets"] = layout.Targets,
        ["blocks"] = layout.Blocks,
        ["logs"] = layout.Logs,
        ["offDiagonals"] = layout.OffDiagonals,
        ["lowest"] = logScaleBounds.Lower,
        ["highest"] = logScaleBounds.Upper,
    };

    /// <summary>The networks that fit into a page: all, or some at equal intervals.</summary>
    public static IReadOnlyList<MixtureDensityNetwork> Chosen(DensityModel model, long characters)
    {
        int all = model.Networks.Count;
        long size = PackedNetwork.Size(DenseWeights.WidthsOf(model.Networks[0]));
        int count = (int)Math.Min(all, Math.Max(0, characters / size));
        return [.. Enumerable.Range(0, count).Select(i => model.Networks[(int)((long)i * all / count)])];
    }

    private static JsonObject Target(TargetScaling target, int index, TrainingTable table, DensityModel model)
    {
        double[] sorted = [.. table.Rows.Numbers(target.Name).Order()];
        AxisScale scale = AxisScale.For(table.Rows, target.Name);
        double low = scale.Value(scale.Low), high = scale.Value(scale.High);
        return new JsonObject
        {
            ["name"] = target.Name,
            ["label"] = scale.Label(target.Name),
            ["mean"] = target.Origin + target.Mean,
            ["deviation"] = target.Deviation,
            ["spread"] = (high - low) / 4,
            // For several targets a prediction is the mixture itself.
            ["observation"] = model.Schema.Targets.Count == 1 ? From(target.Observation) : null,
            ["low"] = low,
            ["high"] = high,
            ["isLogarithmic"] = scale.IsLogarithmic,
            ["middle"] = sorted[sorted.Length / 2],
            ["levels"] = new JsonArray([.. EvaluationReport.Levels
                .Select(level => (JsonNode)new JsonArray(level, OwnLevel(model.CalibrationOf(index), level)))]),
            ["peak"] = UsualPeak(table, model, index, scale),
        };
    }

    /// <summary>The observation of a target.</summary>
    internal static JsonObject From(TargetObservation observation) => new()
    {
        ["spacing"] = observation.Spacing,
        ["offset"] = observation.GridOffset,
        ["masses"] = new JsonArray([.. observation.PointMasses.Select(v => JsonValue.Create(v))]),
        ["lower"] = Bound(observation.Lower),
        ["upper"] = Bound(observation.Upper),
        ["isLogarithmic"] = observation.IsLogarithmic,
    };

    // JSON has no infinity.
    private static JsonValue? Bound(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    // The model's own level for which a calibrated region has this level; 1 is the whole line.
    private static double OwnLevel(TargetCalibration calibration, double level) =>
        calibration.Regions is { } scores ? 1 - scores.OutsideFor(level) : level;

    // 90 % of the rows have a density below it, per unit or per decade, so that the axis of the chart can stay.
    private static double UsualPeak(TrainingTable table, DensityModel model, int target, AxisScale scale)
    {
        int count = Math.Min(TypicalRows, table.Rows.Rows);
        Table rows = table.Rows.Select(
            [.. Enumerable.Range(0, count).Select(i => (int)((long)i * table.Rows.Rows / count))]);
        MixtureBatch mixtures = model.Predict(rows, out _);
        double[] peaks = [.. Enumerable.Range(0, count).Select(row =>
        {
            ScalarDistribution mixture = mixtures.Marginal(row, target);
            return scale.Centers(GridSteps).Select(scale.Value).Max(value =>
                Math.Exp(mixture.LogDensity(value)) * (scale.IsLogarithmic ? value * Math.Log(10) : 1));
        }).Order()];
        return peaks[(int)(0.9 * (count - 1))];
    }
}
