using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Gpu;

/// <summary>Something that is computed on the CPU and on another device, where it must give the same numbers.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Compute">Computes it on a device: tensors on that device, or on the CPU where it says so.</param>
internal sealed record DeviceCheck(string Name, Func<Device, IReadOnlyList<Tensor>> Compute)
{
    /// <summary>Whether the results lie on the device on which they were computed.</summary>
    public bool StaysOnDevice { get; init; } = true;

    /// <summary>The precision of what is computed with, which that of the result may exceed.</summary>
    public ScalarType Precision { get; init; } = ScalarType.Float64;

    /// <summary>What differs in one line; null if nothing does.</summary>
    public string? FindDifference(Device device)
    {
        using var scope = NewDisposeScope();
        try
        {
            IReadOnlyList<Tensor> expected = Compute(CPU), found = Compute(device);
            for (int i = 0; i < expected.Count; i++)
            {
                if (FindDifference(expected[i], found[i], device) is { } difference)
                    return $"{Name}, result {i}: {difference}";
            }
            return null;
        }
        catch (Exception e)
        {
            // Whatever fails is one line of the report, and the other checks go on.
            return $"{Name}: {e.GetType().Name}: {e.Message.Split('\n')[0]}";
        }
    }

    private string? FindDifference(Tensor expected, Tensor found, Device device)
    {
        if (StaysOnDevice && found.device_type != device.type)
            return $"on {found.device}";
        if (found.dtype != expected.dtype || !found.shape.SequenceEqual(expected.shape))
            return $"{found.dtype} [{string.Join(", ", found.shape)}] for {expected.dtype} "
                + $"[{string.Join(", ", expected.shape)}]";
        double[] a = Doubles(expected), b = Doubles(found);
        // |a − b| ≤ tolerance · (1 + |a|).
        bool isDouble = expected.dtype == ScalarType.Float64 && Precision == ScalarType.Float64;
        double tolerance = isDouble ? 1e-8 : 2e-4;
        int worst = Array.FindIndex(a.Zip(b).ToArray(), p =>
            !p.First.Equals(p.Second) && !(Math.Abs(p.First - p.Second) <= tolerance * (1 + Math.Abs(p.First))));
        return worst < 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"{b[worst]:R} for {a[worst]:R} in place {worst}");
    }

    private static double[] Doubles(Tensor tensor) => tensor.numel() == 0 ? []
        : [.. tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>()];
}
