using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>Eight numbers.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> values) : ILanes<Lanes256>
{
    private readonly Vector256<float> _values = values;

    public static int Count => Vector256<float>.Count;

    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    public static Lanes256 Repeat(float* source) => new(Vector256.Create(*source));

    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Vector256.MultiplyAddEstimate(a._values, b._values, c._values));

    public void Store(float* target) => _values.Store(target);
}
