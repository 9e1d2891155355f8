using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>Sixteen numbers.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> values) : ILanes<Lanes512>
{
    private readonly Vector512<float> _values = values;

    public static int Count => Vector512<float>.Count;

    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    public static Lanes512 Repeat(float* source) => new(Vector512.Create(*source));

    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) =>
        new(Vector512.MultiplyAddEstimate(a._values, b._values, c._values));

    public void Store(float* target) => _values.Store(target);
}
