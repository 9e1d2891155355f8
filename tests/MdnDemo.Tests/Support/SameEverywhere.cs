using MdnDemo.Tables;
using MixtureDensity;
using static TorchSharp.torch;

namespace MdnDemo.Tests.Support;

/// <summary>A model without training that answers every row with one mixture, so that a picture of it is known.
/// </summary>
internal static class SameEverywhere
{
    /// <summary>Makes it.</summary>
    /// <param name="table">The table that it is drawn with.</param>
    /// <param name="components">The weight, mean and scale of each component, in units of the one target.</param>
    public static DensityModel Model(
        TrainingTable table, params (double Weight, double Mean, double Scale)[] components)
    {
        var schema = TableSchema.Fit(table.Rows, table.Inputs, table.Targets, findObservation: false);
        TargetScaling y = schema.Targets[0];
        var network = new MixtureDensityNetwork(schema.Width, [1], components.Length, dtype: ScalarType.Float32);
        using (no_grad())
        {
            foreach (Tensor parameter in network.parameters())
                parameter.zero_();
            Set("logits", components.Select(c => Math.Log(c.Weight)));
            Set("means", components.Select(c => (c.Mean - y.Origin - y.Mean) / y.Deviation));
            Set("scales", components.Select(c => Math.Log(c.Scale / y.Deviation)));
        }
        return new DensityModel(schema, [network], new TrainingSummary(table.Rows.Rows, 1, new Estimate(0, 0), false,
            new Dictionary<string, string>()));

        void Set(string head, IEnumerable<double> values)
        {
            using Tensor bias = tensor([.. values.Select(v => (float)v)]);
            network.get_parameter($"{head}.bias")!.copy_(bias);
        }
    }

    /// <summary>A table of the columns, the last of which is the target.</summary>
    public static TrainingTable Table(params TableColumn[] columns) => new("table", new Table(columns),
        [.. columns[..^1].Select(c => c.Name)], [columns[^1].Name]);
}
