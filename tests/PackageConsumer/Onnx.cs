// A table is fitted, exported, and scored by ONNX Runtime, which knows nothing of this library.
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MixtureDensity;
using MixtureDensity.Onnx;

var random = new Random(1);
double[] x = [.. Enumerable.Range(0, 400).Select(i => i / 100.0)];
double[] y = [.. x.Select(v => v * v + random.NextDouble())];
var table = new Table([new NumericColumn("x", x), new NumericColumn("y", y)]);
var options = new ModelOptions { Refits = 0, Training = new TrainingOptions { Steps = 300 } };
using DensityModel model = ModelTrainer.Fit(table, ["x"], ["y"], options).Model;

File.WriteAllBytes("parabola.onnx", model.ToOnnx(new OnnxOptions { Quantiles = [0.1, 0.9] }).ToByteArray());

using var session = new InferenceSession("parabola.onnx");
var rows = new DenseTensor<double>(new double[] { 1, 2, 3 }, [3, 1]);
using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("x", rows)], ["mean", "quantiles"]);
Tensor<double> mean = outputs[0].AsTensor<double>(), quantiles = outputs[1].AsTensor<double>();
for (int row = 0; row < 3; row++)
{
    Console.WriteLine(FormattableString.Invariant(
        $"{mean[row, 0]:F2}, from {quantiles[row, 0, 0]:F2} to {quantiles[row, 0, 1]:F2}"));
}
