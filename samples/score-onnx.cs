#:package Microsoft.ML.OnnxRuntime

// Scores an exported model without TorchSharp: ONNX Runtime computes everything, from the columns to the quantiles.
//
//     dotnet run samples/score-onnx.cs
//     dotnet run samples/score-onnx.cs -- geyser.onnx waiting=50,65,80

using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

// Run it in the repository's folder.
string path = args.Length > 0 ? args[0] : "samples/geyser.onnx";
string[] columns = args.Length > 1 ? args[1..] : ["waiting=50,65,80"];

using var session = new InferenceSession(path);
NamedOnnxValue[] inputs = [.. columns.Select(column => Input(session, column.Split('=', 2)))];
using var outputs = session.Run(inputs, ["mean", "std", "quantiles"]);
Tensor<double> mean = outputs[0].AsTensor<double>(), std = outputs[1].AsTensor<double>(),
    quantiles = outputs[2].AsTensor<double>();
string levels = session.ModelMetadata.CustomMetadataMap["quantiles"];
Console.WriteLine($"{path}: {session.ModelMetadata.Description}");
for (int row = 0; row < mean.Dimensions[0]; row++)
{
    string[] own = [.. Enumerable.Range(0, quantiles.Dimensions[2]).Select(i => $"{quantiles[row, 0, i]:F2}")];
    Console.WriteLine($"row {row + 1}: mean {mean[row, 0]:F2} ± {std[row, 0]:F2}, "
        + $"quantiles {levels}: {string.Join(" ", own)}");
}

// An input is a column, [N, 1]: numbers with NaN for a missing cell, or texts with "".
static NamedOnnxValue Input(InferenceSession session, string[] column)
{
    string[] cells = column[1].Split(',');
    int[] shape = [cells.Length, 1];
    return session.InputMetadata[column[0]].ElementType == typeof(string)
        ? NamedOnnxValue.CreateFromTensor(column[0], new DenseTensor<string>(cells, shape))
        : NamedOnnxValue.CreateFromTensor(column[0], new DenseTensor<double>(
            cells.Select(cell => cell == "" ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture)).ToArray(),
            shape));
}
