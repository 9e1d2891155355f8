using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Objectives of dense networks on the CPU that are differentiated by hand: the same numbers as <see
/// cref="AutogradObjective"/>
/// gives, several times as fast.
/// </summary>
/// <remarks>
/// The network's parameters become parts of one tensor, the only one of <see cref="IObjective.Parameters"/>, so that an
/// optimizer
/// has one to step. They stay the network's own. Standardise the network before, and do not move it to another dtype or
/// device
/// while it is trained. A second objective of the same network takes the parameters over: the first trains them no
/// more.
/// </remarks>
public static class AnalyticObjective
{
    /// <summary>−(1/N) Σ log p(yₙ|xₙ), in nats, of a mixture density network.</summary>
    public static IObjective NegativeLogLikelihood(MixtureDensityNetwork network) =>
        network.Dtype == ScalarType.Float32 ? NegativeLogLikelihood<float>(network)
            : NegativeLogLikelihood<double>(network);

    /// <summary>(1/N) Σ ‖o(xₙ) − yₙ‖²/D of linear layers with an activation between any two.</summary>
    /// <exception cref="ArgumentException">The network is made of anything else.</exception>
    public static IObjective SquaredError(Sequential network)
    {
        nn.Module[] modules = [.. network.children()];
        List<DenseLayer> layers = [];
        for (int i = 0; i < modules.Length; i += 2)
        {
            if (modules[i] is not Linear { bias: not null } linear)
                throw new ArgumentException(
                    $"The {modules[i].GetName()} in place {i} of the network should be a Linear with a bias.",
                    nameof(network));
            layers.Add(new DenseLayer([linear],
                i + 1 == modules.Length ? null : ActivationOf(modules[i + 1]) ?? throw new ArgumentException(
                $"The {modules[i + 1].GetName()} in place {i + 1} of the network should be one of "
                    + $"{string.Join(", ", Enum.GetNames<Activation>())}.", nameof(network))));
        }
        if (modules.Length % 2 == 0)
            throw new ArgumentException("The network should end with a Linear.", nameof(network));
        return modules[0].parameters().First().dtype == ScalarType.Float32 ? SquaredError<float>(layers)
            : SquaredError<double>(layers);
    }

    internal static DenseObjective<T> NegativeLogLikelihood<T>(MixtureDensityNetwork network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var head = new MixtureHead<T>(network.Layout, network.LogScaleBounds);
        return new DenseObjective<T>(DenseLayer.LayersOf(network), head, network.InputStandardizer<T>(),
            network.TargetStandardizer<T>());
    }

    private static DenseObjective<T> SquaredError<T>(IReadOnlyList<DenseLayer> layers)
        where T : unmanaged, IFloatingPointIeee754<T> => new(layers, new SquaredErrorHead<T>(layers[^1].To));

    private static Activation? ActivationOf(nn.Module module) => module switch
    {
        Tanh => Activation.Tanh,
        ReLU => Activation.ReLU,
        SiLU => Activation.SiLU,
        _ => null,
    };
}
