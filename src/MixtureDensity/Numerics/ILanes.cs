namespace MixtureDensity;

/// <summary>A SIMD vector of numbers in single precision, as wide as the processor has them.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many numbers there are.</summary>
    static abstract int Count { get; }

    /// <summary>The numbers from an address on.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>The number at an address, in each lane.</summary>
    static abstract TSelf Repeat(float* source);

    /// <summary>a b + c in each lane.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>Stores the numbers from an address on.</summary>
    void Store(float* target);
}
