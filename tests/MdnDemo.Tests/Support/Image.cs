using SkiaSharp;

namespace MdnDemo.Tests.Support;

/// <summary>A decoded picture.</summary>
internal sealed class Image(byte[] png) : IDisposable
{
    private readonly SKBitmap _bitmap = SKBitmap.Decode(png) ?? throw new InvalidDataException("This is no picture.");

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    // SkiaSharp makes a copy at every call.
    private SKColor[] Pixels => field ??= _bitmap.Pixels;

    /// <summary>How many pixels a test accepts.</summary>
    public int Count(Func<SKColor, bool> accepts) => Pixels.Count(accepts);

    /// <summary>
    /// How many pixels of the rows from <paramref name="top"/> to <paramref name="bottom"/> a test accepts.
    /// </summary>
    public int Count(int top, int bottom, Func<SKColor, bool> accepts) =>
        Pixels[(top * Width)..(bottom * Width)].Count(accepts);

    /// <summary>How many pixels of some columns a test accepts.</summary>
    public int CountColumns(IEnumerable<int> columns, Func<SKColor, bool> accepts) =>
        columns.Sum(x => Enumerable.Range(0, Height).Count(y => accepts(Pixels[y * Width + x])));

    public static bool IsRed(SKColor c) => c.Red > c.Green + 40 && c.Red > c.Blue + 40;

    public static bool IsGreen(SKColor c) => c.Green > c.Red + 40 && c.Green > c.Blue + 40;

    public static bool IsBlue(SKColor c) => c.Blue > c.Red + 40 && c.Blue > c.Green + 40;

    public static bool IsDark(SKColor c) => c.Red < 100 && c.Green < 100 && c.Blue < 100;

    public void Dispose() => _bitmap.Dispose();
}
