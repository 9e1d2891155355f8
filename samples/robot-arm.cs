#:package TorchSharp-cpu
#:project ../src/MixtureDensity

// The inverse robot arm: which angles of shoulder and elbow put the hand at a given place? There are two answers, elbow
// up and elbow down, and their mean is none. A network learns the distribution of the angles from random positions.
//
//     dotnet run samples/robot-arm.cs

using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

set_num_threads(1); // The tensors are small: threads would wait for each other.
using var generator = new Generator(1);
Tensor angles = rand(5000, 2, generator: generator) * tensor(new[] { 2f, 4f }) + tensor(new[] { 0f, -2f });
Tensor hand = Hand(angles);

using var network = new MixtureDensityNetwork(inputs: 2, hidden: [64, 64], components: 6, targets: 2, Covariance.Full,
    generator: generator);
network.Standardize(hand, angles);
network.SpreadComponents(angles, generator);
TrainingResult result = NetworkTrainer.Train(network, hand[..4000], angles[..4000], hand[4000..], angles[4000..],
    new TrainingOptions { Steps = 3000 }, generator);
Console.WriteLine($"Trained in {result.BestStep} steps to a validation loss of {result.BestValidationLoss:F2} nats.");

Tensor place = tensor(new[,] { { 0.8f, 1.2f } });
GaussianMixture p = network.call(place);
Console.WriteLine("The hand is wanted at (0.80, 1.20). The most probable angles:");
foreach (Mode mode in p.Modes()[0].Where(mode => mode.Weight > 0.1))
{
    Tensor found = Hand(tensor(mode.Location, [1, 2], ScalarType.Float32));
    Console.WriteLine($"  shoulder {mode.Location[0],5:F2}, elbow {mode.Location[1],5:F2}, weight {mode.Weight:F2}: "
        + $"the hand is at ({found[0, 0].item<float>():F2}, {found[0, 1].item<float>():F2})");
}
Tensor mean = p.mean, atMean = Hand(mean);
Console.WriteLine($"The mean, shoulder {mean[0, 0].item<float>():F2}, elbow {mean[0, 1].item<float>():F2}, is neither: "
    + $"({atMean[0, 0].item<float>():F2}, {atMean[0, 1].item<float>():F2})");

// Where two links of length 1 put the hand, [N, 2], from the angles of shoulder and elbow in radians, [N, 2].
static Tensor Hand(Tensor angles)
{
    Tensor shoulder = angles.select(1, 0), forearm = angles.sum(1);
    return stack([shoulder.cos() + forearm.cos(), shoulder.sin() + forearm.sin()], 1);
}
