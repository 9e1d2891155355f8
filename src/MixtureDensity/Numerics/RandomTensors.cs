using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Random tensors that a generator repeats on any device.</summary>
/// <remarks>
/// TorchSharp makes generators of the CPU only. So what is drawn with a generator is drawn there and then moved.
/// Without one, the device itself samples.
/// </remarks>
internal static class RandomTensors
{
    /// <summary>Standard normal values.</summary>
    public static Tensor Normal(long[] shape, ScalarType dtype, Device device, Generator? generator) =>
        generator is null
            ? randn(shape, dtype, device)
            : randn(shape, dtype, CPU, generator: generator).to(device);

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1, each as probable, [1].</summary>
    public static Tensor Index(long count, Device device, Generator? generator) =>
        generator is null
            ? randint(count, [1], ScalarType.Int64, device)
            : randint(count, [1], ScalarType.Int64, CPU, generator: generator).to(device);

    /// <summary>Indices of the last axis of some weights, drawn in proportion to them with replacement.</summary>
    /// <param name="weights">At least 0, [K] or [rows, K].</param>
    /// <param name="samples">How many for each row.</param>
    /// <param name="generator">The source of randomness; the global generator if null.</param>
    /// <returns>[samples] or [rows, samples], on the device of the weights.</returns>
    public static Tensor Categories(Tensor weights, long samples, Generator? generator) =>
        generator is null
            ? weights.multinomial(samples, replacement: true)
            : weights.cpu().multinomial(samples, replacement: true, generator).to(weights.device);
}
