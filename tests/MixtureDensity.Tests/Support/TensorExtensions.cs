using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

internal static class TensorExtensions
{
    /// <summary>The entries in row-major order.</summary>
    public static double[] Doubles(this Tensor tensor) =>
        tensor.numel() == 0 ? [] : [.. tensor.detach().to(ScalarType.Float64).contiguous().data<double>()];

    /// <summary>The only entry.</summary>
    public static double Value(this Tensor tensor) => Assert.Single(tensor.Doubles());

    /// <summary>Numbers as a tensor of some dtype.</summary>
    public static Tensor As(this double[] values, ScalarType dtype, params long[] shape) =>
        tensor(values, ScalarType.Float64).to(dtype).reshape(shape.Length == 0 ? [values.Length] : shape);
}
