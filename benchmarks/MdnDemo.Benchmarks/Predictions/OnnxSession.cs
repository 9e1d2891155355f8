using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using MixtureDensity;
using MixtureDensity.Onnx;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary>A model in ONNX Runtime, with one thread for each call.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    public OnnxSession(DensityModel model, IReadOnlyList<double> quantiles)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1 };
        _session = new InferenceSession(
            model.ToOnnx(new OnnxOptions { Quantiles = quantiles }).ToByteArray(), options);
    }

    /// <summary>The mean, the standard deviation and the quantiles of each row; several threads may ask at once.
    /// </summary>
    public void Run(Table table)
    {
        OrtValue[] inputs = [.. table.Columns.Select(Input)];
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
                _options, [.. table.Columns.Select(c => c.Name)], inputs, ["mean", "std", "quantiles"]);
        }
        finally
        {
            foreach (OrtValue input in inputs)
                input.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private static OrtValue Input(TableColumn column)
    {
        long[] shape = [column.Length, 1];
        if (column is NumericColumn numbers)
            return OrtValue.CreateTensorValueFromMemory(numbers.Values, shape);
        OrtValue texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (int i = 0; i < column.Length; i++)
            texts.StringTensorSetElementAt(((TextColumn)column).Values[i], i);
        return texts;
    }
}
