using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MixtureDensity.Onnx;

namespace MixtureDensity.Tests.Support;

/// <summary>A model in ONNX Runtime: what its users get who have neither .NET's library nor libtorch.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(DensityModel model, OnnxOptions? options = null)
    {
        // Threads that wait for each other would only take the time of other tests.
        using SessionOptions session = new()
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            IntraOpNumThreads = 1,
        };
        _session = new InferenceSession(model.ToOnnx(options).ToByteArray(), session);
    }

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    public IReadOnlyList<string> Inputs => _session.InputNames;

    /// <summary>The outputs for the columns of a table, each under its name; a missing text is an empty one.</summary>
    public Dictionary<string, DenseTensor<double>> Run(Table table)
    {
        using var outputs = _session.Run([.. table.Columns.Select(Input)]);
        return outputs.ToDictionary(o => o.Name, o => o.AsTensor<double>().ToDenseTensor());
    }

    public void Dispose() => _session.Dispose();

    private static NamedOnnxValue Input(TableColumn column) => column is NumericColumn numbers
        ? NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<double>(numbers.Values, [column.Length, 1]))
        : NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<string>(
            ((TextColumn)column).Values.Select(text => text ?? "").ToArray(), [column.Length, 1]));
}
