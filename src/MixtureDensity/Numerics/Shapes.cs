using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Tensor shapes as text, broadcasting, and checks of tensor arguments.</summary>
internal static class Shapes
{
    public static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";

    public static string Text(Tensor tensor) => Text(tensor.shape);

    /// <summary>The shape that all shapes broadcast to, or null if they do not broadcast.</summary>
    public static long[]? Broadcast(params ReadOnlySpan<long[]> shapes)
    {
        long[] common = [];
        foreach (long[] shape in shapes)
        {
            long[] wide = shape.Length >= common.Length ? [.. shape] : [.. common];
            long[] narrow = shape.Length >= common.Length ? common : shape;
            for (int i = 1; i <= narrow.Length; i++)
            {
                if (wide[^i] == narrow[^i] || narrow[^i] == 1)
                    continue;
                if (wide[^i] != 1)
                    return null;
                wide[^i] = narrow[^i];
            }
            common = wide;
        }
        return common;
    }

    /// <exception cref="ArgumentException">The tensor's dtype or device differs from the reference's.</exception>
    public static void RequireSameKind(Tensor tensor, string name, Tensor reference, string referenceName)
    {
        if (tensor.dtype != reference.dtype)
            throw new ArgumentException(
                $"{name} {Text(tensor)} is {tensor.dtype}, but {referenceName} {Text(reference)} is "
                    + $"{reference.dtype}; convert one with .to(...).", name);
        if (tensor.device.ToString() != reference.device.ToString())
            throw new ArgumentException(
                $"{name} {Text(tensor)} is on {tensor.device}, but {referenceName} {Text(reference)} is on "
                    + $"{reference.device}; move one with .to(...).", name);
    }

    /// <exception cref="ArgumentException">A flag is false.</exception>
    public static void RequireAll(Tensor flags, string name, Tensor tensor, string requirement)
    {
        using (flags)
        using (Tensor all = flags.all())
        {
            if (!all.item<bool>())
                throw new ArgumentException($"{name} {Text(tensor)} {requirement}.", name);
        }
    }
}
