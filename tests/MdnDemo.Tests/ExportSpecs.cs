using System.Globalization;
using MdnDemo.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MdnDemo.Tests;

/// <summary>A model that leaves home.</summary>
[Collection(nameof(Alone))]
public sealed class ExportSpecs(SmallModel model) : IDisposable
{
    private readonly TempDir _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void I_get_the_numbers_of_predict_from_the_exported_model()
    {
        string onnx = _folder.At("small.onnx"), csv = _folder.At("predictions.csv");
        Outcome exported = InProcess.Run("export", "--model", model.Path, "--output", onnx, "--quantiles", "0.1", "0.8",
            "--log-density");
        Outcome predicted = InProcess.Run("predict", "--model", model.Path, "--data", model.Data, "--output", csv,
            "--quantiles", "0.1", "0.8", "--modes", "0");
        Assert.Equal((0, 0), (exported.ExitCode, predicted.ExitCode));
        Assert.Equal("Inputs: x, colour, y. Outputs: weights, means, scales, mean, std, quantiles, log_density.\n",
            exported.Error);
        string[][] rows = [.. File.ReadLines(csv).Select(line => line.Split(','))];
        Assert.Equal(["x", "colour", "y", "y_mean", "y_std", "y_q0.1", "y_q0.8", "log_density"], rows[0]);

        using var session = new InferenceSession(onnx);
        using var outputs = session.Run([Numbers("x", 0), Texts("colour", 1), Numbers("y", 2)]);
        double[][] actual = [.. new[] { "mean", "std", "quantiles", "log_density" }
            .Select(name => outputs.Single(o => o.Name == name).AsTensor<double>().ToArray())];

        foreach (var (row, n) in rows[1..].Select((row, n) => (row, n)))
        {
            double[] expected = [.. row[3..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            double[] own = [actual[0][n], actual[1][n], actual[2][2 * n], actual[2][2 * n + 1], actual[3][n]];
            Assert.All(expected.Zip(own), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-5 * (1 + Math.Abs(pair.First))));
        }

        NamedOnnxValue Numbers(string name, int column) => NamedOnnxValue.CreateFromTensor(name,
            new DenseTensor<double>(rows[1..].Select(r => double.Parse(r[column], CultureInfo.InvariantCulture))
                .ToArray(), [rows.Length - 1, 1]));

        NamedOnnxValue Texts(string name, int column) => NamedOnnxValue.CreateFromTensor(name,
            new DenseTensor<string>(rows[1..].Select(r => r[column]).ToArray(), [rows.Length - 1, 1]));
    }

    [Fact]
    public void Nothing_is_replaced_or_half_written()
    {
        string onnx = _folder.At("small.onnx");
        File.WriteAllText(onnx, "mine");
        InProcess.Run("export", "--model", model.Path, "--output", onnx).IsOneLine($"--output {onnx} exists; ");
        InProcess.Run("export", "--model", model.Data, "--output", onnx, "--force")
            .IsOneLine($"--model {model.Data} cannot be used: it is not a model file");
        Assert.Equal("mine", File.ReadAllText(onnx));
        Assert.Equal(0, InProcess.Run("export", "--model", model.Path, "--output", onnx, "--force").ExitCode);
        Assert.True(new FileInfo(onnx).Length > 1000);
    }

    [Theory]
    [InlineData("--quantiles names a probability twice", "0.5", "0.5")]
    [InlineData("--quantiles is 1; it must be greater than 0 and less than 1.", "0.5", "1")]
    public void I_am_told_what_is_wrong_with_a_probability(string message, params string[] quantiles) =>
        InProcess.Run(["export", "--model", model.Path, "--output", _folder.At("a.onnx"), "--quantiles", .. quantiles])
            .IsOneLine(message);
}
