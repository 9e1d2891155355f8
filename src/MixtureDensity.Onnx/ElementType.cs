namespace MixtureDensity.Onnx;

/// <summary>The type of a tensor's entries; the numbers are ONNX's.</summary>
internal enum ElementType
{
    /// <summary>Single precision.</summary>
    Float = 1,

    /// <summary>Whole numbers.</summary>
    Int64 = 7,

    /// <summary>Texts.</summary>
    String = 8,

    /// <summary>True or false.</summary>
    Bool = 9,

    /// <summary>Double precision.</summary>
    Double = 11,
}
