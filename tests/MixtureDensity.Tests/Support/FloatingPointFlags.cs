using System.Runtime.InteropServices;

namespace MixtureDensity.Tests.Support;

/// <summary>
/// What the processor itself says of the work of this thread: whether an operand or a result of any instruction was a
/// subnormal number, inside libtorch too. Known on Linux with an x64 processor.
/// </summary>
internal static partial class FloatingPointFlags
{
    // glibc's fenv_t for x64 ends with the register MXCSR; its bits 1 and 4 are sticky.
    private const int EnvironmentSize = 32;
    private const int MxcsrOffset = 28;
    private const int DenormalOperand = 1 << 1;
    private const int Underflow = 1 << 4;

    /// <summary>Whether the flags can be read here.</summary>
    public static bool AreKnown { get; } = OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64;

    /// <summary>Clears them.</summary>
    public static void Clear() => _ = SetEnvironment(-1); // FE_DFL_ENV

    /// <summary>Whether a subnormal number was met since they were cleared.</summary>
    public static bool MetSubnormal()
    {
        Span<byte> environment = stackalloc byte[EnvironmentSize];
        _ = GetEnvironment(ref MemoryMarshal.GetReference(environment));
        int flags = MemoryMarshal.Read<int>(environment[MxcsrOffset..]);
        return (flags & (DenormalOperand | Underflow)) != 0;
    }

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv")]
    private static partial int SetEnvironment(nint environment);

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv")]
    private static partial int GetEnvironment(ref byte environment);
}
