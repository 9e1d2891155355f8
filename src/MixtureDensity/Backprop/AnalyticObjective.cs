using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Objectives of dense networks on the CPU with analytic gradients: equal to <see cref="AutogradObjective"/> up to
/// rounding, and several times as fast.
/// </summary>
/// <remarks>
/// The network's parameters become views of a single flat tensor, the only one in <see cref="IObjective.Parameters"/>.
/// Do not change the network's dtype or device during training. A second objective of the same network replaces the
/// flat tensor; evaluating the first one then throws. What is standardised or loaded later counts.
/// </remarks>
public static class AnalyticObjective
{
    /// <summary>The negative log-likelihood −(1/N) Σ log p(yₙ|xₙ), in nats, of a mixture density network.</summary>
    /// <exception cref="ArgumentException">A parameter is not on the CPU, not in single or double precision, or
    /// frozen.</exception>
    public static IObjective NegativeLogLikelihood(MixtureDensityNetwork network) =>
        network.Dtype == ScalarType.Float32
            ? NegativeLogLikelihood<float>(network, null) : NegativeLogLikelihood<double>(network, null);

    /// <summary>
    /// The mean squared error (1/N) Σ ‖o(xₙ) − yₙ‖²/D of linear layers with activations between them.
    /// </summary>
    /// <exception cref="ArgumentException">The network has other modules, or a parameter is not on the CPU, not in
    /// single or double precision, or frozen.</exception>
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
            Activation? activation = i + 1 == modules.Length ? null : ActivationOf(modules[i + 1])
                ?? throw new ArgumentException(
                    $"The {modules[i + 1].GetName()} in place {i + 1} of the network should be one of "
                        + $"{string.Join(", ", Enum.GetNames<Activation>())}.", nameof(network));
            layers.Add(new DenseLayer([linear], activation));
        }
        if (modules.Length % 2 == 0)
            throw new ArgumentException("The network should end with a Linear.", nameof(network));
        RequireTrainable(
            network, "new AutogradObjective(network.parameters(), (x, y) => mse_loss(network.call(x), y))");
        return modules[0].parameters().First().dtype == ScalarType.Float32
            ? SquaredError<float>(layers) : SquaredError<double>(layers);
    }

    /// <summary>
    /// The same with another likelihood of the network's outputs; null is that of the mixture itself.
    /// </summary>
    internal static DenseObjective<T> NegativeLogLikelihood<T>(MixtureDensityNetwork network, IHead<T>? head)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireTrainable(network);
        return new DenseObjective<T>(
            DenseLayer.LayersOf(network), head ?? new MixtureHead<T>(network.Layout, network.LogScaleBounds),
            network.InputStandardizer<T>(), head is null ? network.TargetStandardizer<T>() : null, network);
    }

    /// <exception cref="ArgumentException">A parameter is not on the CPU, not in single or double precision, or
    /// frozen.</exception>
    internal static void RequireTrainable(
        nn.Module network, string instead = "AutogradObjective.NegativeLogLikelihood(network)")
    {
        Parameter[] parameters = [.. network.parameters()];
        string orElse = $"or train it as it is by Trainer.Minimize with {instead} and an optimizer of torch.optim.";
        if (parameters.FirstOrDefault(p => p.device_type != DeviceType.CPU) is { } away)
            throw new ArgumentException($"The network is on {away.device}, and analytic gradients are computed on the "
                + $"CPU. Move it there with .to(CPU), {orElse}", nameof(network));
        if (parameters.FirstOrDefault(p => p.dtype is not (ScalarType.Float32 or ScalarType.Float64)
            || p.dtype != parameters[0].dtype) is { } other)
            throw new ArgumentException($"A parameter of the network is {other.dtype}, and analytic gradients are "
                + $"those of networks in Float32 or in Float64. Convert it with .to(...), {orElse}", nameof(network));
        if (parameters.Any(p => !p.requires_grad))
            throw new ArgumentException("A parameter of the network is frozen, and analytic gradients train all. Set "
                + $"its requires_grad to true, {orElse}", nameof(network));
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
