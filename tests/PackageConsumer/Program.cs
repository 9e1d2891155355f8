// The two elbow positions of a robot arm whose hand is at a given place: a target of two angles with two answers.
using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

using var generator = new Generator(1);
Tensor angles = rand(2000, 2, generator: generator) * tensor(new float[] { 3, 5 }) + tensor(new float[] { 0, 0.6f });
Tensor shoulder = angles.select(1, 0), elbow = angles.select(1, 1);
Tensor hand = stack([shoulder.cos() + (shoulder + elbow).cos(), shoulder.sin() + (shoulder + elbow).sin()], 1);

using var network = new MixtureDensityNetwork(inputs: 2, hidden: [64, 64], components: 6, targets: 2, Covariance.Full,
    generator: generator);
network.Standardize(hand, angles);
network.SpreadComponents(angles, generator);
double[] losses = Trainer.Minimize(() =>
    -network.call(hand).log_prob(angles).mean(), new AdamW(network.parameters(), 0.005), epochs: 300);
Console.WriteLine(FormattableString.Invariant($"NLL {losses[0]:F3} -> {losses[^1]:F3} nats"));

Tensor angle = tensor(new float[,] { { 0.5f, 1.5f } }),
    place = stack([angle[0, 0].cos() + angle.sum().cos(), angle[0, 0].sin() + angle.sum().sin()]).unsqueeze(0);
GaussianMixture p = network.call(place);
foreach (Mode mode in p.Modes()[0].Take(2))
    Console.WriteLine(
        FormattableString.Invariant(
        $"shoulder {mode.Location[0]:F2}, elbow {mode.Location[1]:F2}: density {mode.Density:F2}"));
Console.WriteLine(FormattableString.Invariant($"energy score {p.EnergyScore(angle).item<float>():F2} rad"));
