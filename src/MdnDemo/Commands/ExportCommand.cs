using System.CommandLine;
using Google.Protobuf;
using MdnDemo.Files;
using MixtureDensity;
using MixtureDensity.Onnx;
using Onnx;

namespace MdnDemo.Commands;

/// <summary><c>export</c>: a model as an ONNX graph.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "export", "Export a model to ONNX: one graph from the columns of a table to the distribution of the targets.",
        Complete);

    private static void Complete(DeferredCommand command)
    {
        var defaults = new OnnxOptions();
        Option<string> model = TableOptions.Model("The model, as fit saved it");
        var destination = new Option<string>("--output")
        {
            Description = "Where to write the ONNX model; - is standard output",
            HelpName = "file.onnx",
            Required = true,
        };
        Option<double[]> quantiles = NumberOption.Probabilities(
            defaults, nameof(defaults.Quantiles), "--quantiles", "The probabilities of the quantiles");
        Option<bool> logDensity = TableOptions.Flag(
            "--log-density", "Take the targets as inputs too, and compute their log density");
        Option<bool> force = TableOptions.Force();
        command.AddOptions(model, destination, quantiles, logDensity, force);
        command.SetAction(parse =>
        {
            OnnxOptions options = defaults with
            {
                Quantiles = parse.GetValue(quantiles)!,
                LogDensity = parse.GetValue(logDensity),
            };
            string modelPath = parse.GetValue(model)!, outputPath = parse.GetValue(destination)!;
            return Interruptible.Run(_ =>
            {
                using OutputFile output =
                    OutputFile.Create(outputPath, "--output", parse.GetValue(force), modelPath);
                Libtorch.Load();
                using DensityModel fitted = ModelReader.Read(modelPath);
                ModelProto graph = Export(fitted, options);
                output.Write(graph.WriteTo);
                output.Commit();
                Console.Error.WriteLine($"Inputs: {Names(graph.Graph.Input)}. Outputs: {Names(graph.Graph.Output)}.");
            });
        });
    }

    private static ModelProto Export(DensityModel model, OnnxOptions options)
    {
        try
        {
            return model.ToOnnx(options);
        }
        catch (ArgumentException e)
        {
            throw new UserException($"The model cannot be exported: {e.Message}", e);
        }
    }

    private static string Names(IEnumerable<ValueInfoProto> values) => string.Join(", ", values.Select(v => v.Name));
}
