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

    /// <exception cref="ArgumentException">A flag is false; the message says where the first is.</exception>
    public static void RequireAll(Tensor flags, string name, Tensor tensor, string requirement)
    {
        using (flags)
        using (Tensor all = flags.all())
        {
            if (!all.item<bool>())
                throw new ArgumentException($"{name} {Text(tensor)} {requirement}{FirstPlace(flags)}.", name);
        }
    }

    /// <exception cref="ArgumentException">An entry of a table, [rows, columns], is NaN or infinite.</exception>
    public static void RequireFinite(Tensor table, string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        RequireAll(table.isfinite(), name, table, "holds NaN or infinity");
    }

    private static string FirstPlace(Tensor flags)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        long index = flags.logical_not().flatten().to(ScalarType.Int64).argmax().item<long>();
        if (flags.dim() == 2)
            return $" in row {index / flags.shape[1]}, column {index % flags.shape[1]} (counted from 0)";
        return flags.dim() == 1 ? $" in place {index} (counted from 0)" : "";
    }
}
