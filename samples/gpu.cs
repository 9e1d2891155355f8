#:package TorchSharp-cpu
#:project ../src/MixtureDensity

// The same training on a GPU: move the network and the rows, then make the objective and the optimizer. It runs on the
// CPU where there is no CUDA. For a GPU replace TorchSharp-cpu above by TorchSharp-cuda-linux (or -windows).
//
//     dotnet run samples/gpu.cs

using System.Diagnostics;
using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

// TorchSharp says on many lines that it finds no CUDA: ask for the library first.
bool isCuda = System.Runtime.InteropServices.NativeLibrary.TryLoad("torch_cuda", typeof(torch).Assembly, null, out _)
    && cuda.is_available();
Device device = isCuda ? CUDA : CPU;
int rows = isCuda ? 1_000_000 : 5_000;
set_num_threads(1);

// Generators are on the CPU: draw there, then move. A seed then gives the same rows and weights on every device.
using var generator = new Generator(1);
Tensor angle = rand([rows, 1], ScalarType.Float32, CPU, generator: generator) * 6 - 3;
Tensor noise = randn([rows, 1], ScalarType.Float32, CPU, generator: generator);
Tensor y = angle.to(device), x = (angle.sin() * 2 + 0.2 * noise).to(device);

using var network = new MixtureDensityNetwork(inputs: 1, hidden: [64, 64], components: 8, generator: generator);
network.to(device); // before an objective or an optimizer is made
network.Standardize(x, y);
network.SpreadComponents(y, generator);

// AnalyticObjective is several times as fast, on the CPU; a GPU needs autograd.
using IObjective objective = isCuda
    ? AutogradObjective.NegativeLogLikelihood(network) : AnalyticObjective.NegativeLogLikelihood(network);
using optim.Optimizer optimizer = isCuda
    ? optim.Adam(network.parameters(), 0.01) : new AdamW(objective.Parameters, 0.01, weightDecay: 0);
var watch = Stopwatch.StartNew();
double[] losses = Trainer.Minimize(objective, x, y, optimizer, epochs: 100);
Console.WriteLine($"{rows:N0} rows on {device}: {watch.Elapsed.TotalMilliseconds / losses.Length:F1} ms a step; "
    + $"NLL {losses[0]:F3} -> {losses[^1]:F3} nats");

// Which angles have the sine 0.5? Two: 0.52 and 2.62.
using var scope = NewDisposeScope();
GaussianMixture p = network.call(full([1, 1], 1f, ScalarType.Float32, device));
foreach (Mode mode in p.Modes()[0].Where(mode => mode.Weight > 0.2))
    Console.WriteLine($"angle {mode.Location[0]:F2} rad, probability {mode.Weight:F2}");
