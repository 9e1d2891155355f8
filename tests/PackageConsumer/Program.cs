// A robot arm of two segments reaches a place with its hand in two ways: two angles, two answers.
using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

set_num_threads(1); // the network is too small to share out
using var generator = new Generator(1);
Tensor angles = rand(2000, 2, generator: generator) * tensor(new float[] { 3, 5 }) + tensor(new float[] { 0, 0.6f });
Tensor shoulder = angles.select(1, 0), elbow = angles.select(1, 1);
Tensor hand = stack([shoulder.cos() + (shoulder + elbow).cos(), shoulder.sin() + (shoulder + elbow).sin()], 1);

using var network = new MixtureDensityNetwork(
    inputs: 2, hidden: [64, 64], components: 6, targets: 2, Covariance.Full, generator: generator);
network.Standardize(hand, angles);
network.SpreadComponents(angles, generator);
double[] losses = Trainer.Minimize(
    () => -network.call(hand).log_prob(angles).mean(), new AdamW(network.parameters(), 0.005), epochs: 300);
Console.WriteLine(FormattableString.Invariant($"NLL {losses[0]:F3} -> {losses[^1]:F3} nats"));

using var scope = NewDisposeScope(); // frees the tensors of a prediction; a loop needs one for each turn
Tensor angle = tensor(new float[,] { { 0.5f, 1.5f } });
Tensor place = tensor(new float[,] { { MathF.Cos(0.5f) + MathF.Cos(2), MathF.Sin(0.5f) + MathF.Sin(2) } });
GaussianMixture p = network.call(place);
foreach (Mode mode in p.Modes()[0].Take(2))
{
    Console.WriteLine(FormattableString.Invariant(
        $"shoulder {mode.Location[0]:F2}, elbow {mode.Location[1]:F2}: density {mode.Density:F2}"));
}
Console.WriteLine(FormattableString.Invariant($"energy score {p.EnergyScore(angle).item<float>():F2} rad"));
