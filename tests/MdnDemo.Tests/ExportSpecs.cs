using System.Globalization;
using MdnDemo.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MdnDemo.Tests;

/// <summary>A model that leaves home.</summary>
[Collection(nameof(Libtorch))]
public sealed class ExportSpecs(SmallModel model) : IDisposable
{
    private readonly TempDir _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void I_get_the_numbers_of_predict_from_the_exported_model() =>
        Compare(model.Path, model.Data, "weights, means, scales", "x", "colour", "y");

    [Fact]
    public void I_get_them_of_the_geyser_too_whose_eruptions_were_often_noted_as_2_or_4_minutes()
    {
        string geyser = _folder.At("geyser.mdn");
        Outcome fitted = InProcess.Run(
            ["fit", "--data", TestTables.Geyser, "--target", "duration", "--model", geyser, "--no-plots",
                "--no-report", .. SmallModel.Quick]);
        Assert.Equal(0, fitted.ExitCode);
        Compare(geyser, TestTables.Geyser, "weights, means, scales, masses", "waiting", "duration");
    }

    // The last column is the target.
    private void Compare(string modelPath, string data, string components, params string[] columns)
    {
        string onnx = _folder.At("model.onnx"), csv = _folder.At("predictions.csv"), target = columns[^1];
        Outcome exported = InProcess.Run("export", "--model", modelPath, "--output", onnx, "--quantiles", "0.1", "0.8",
            "--log-density");
        Outcome predicted = InProcess.Run("predict", "--model", modelPath, "--data", data, "--output", csv,
            "--quantiles", "0.1", "0.8", "--modes", "0");
        Assert.Equal((0, 0), (exported.ExitCode, predicted.ExitCode));
        Assert.Equal($"Inputs: {string.Join(", ", columns)}. "
            + $"Outputs: {components}, mean, std, quantiles, log_density.\n", exported.Error);
        string[][] rows = [.. File.ReadLines(csv).Select(line => line.Split(','))];
        Assert.Equal([.. columns, $"{target}_mean", $"{target}_std", $"{target}_q0.1", $"{target}_q0.8", "log_density"],
            rows[0]);

        using var session = new InferenceSession(onnx);
        using var outputs = session.Run([.. columns.Select(Input)]);
        double[][] actual = [.. new[] { "mean", "std", "quantiles", "log_density" }
            .Select(name => outputs.Single(o => o.Name == name).AsTensor<double>().ToArray())];

        foreach (var (row, n) in rows[1..].Select((row, n) => (row, n)))
        {
            double[] expected = [.. row[columns.Length..].Select(Number)];
            double[] own = [actual[0][n], actual[1][n], actual[2][2 * n], actual[2][2 * n + 1], actual[3][n]];
            Assert.All(expected.Zip(own), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-5 * (1 + Math.Abs(pair.First))));
        }

        NamedOnnxValue Input(string name, int column)
        {
            string[] cells = [.. rows[1..].Select(r => r[column])];
            int[] shape = [cells.Length, 1];
            return session.InputMetadata[name].ElementType == typeof(string)
                ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<string>(cells, shape))
                : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<double>(cells.Select(Number).ToArray(), shape));
        }
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

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
