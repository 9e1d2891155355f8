using System.Buffers;
using System.Globalization;
using System.Text;

namespace MdnDemo.Tables;

/// <summary>A buffer of CSV lines in UTF-8.</summary>
/// <param name="delimiter">The delimiter of fields.</param>
/// <param name="capacity">The initial size in bytes.</param>
/// <param name="point">The decimal separator.</param>
internal sealed class CsvLines(char delimiter, int capacity, char point = '.') : IDisposable
{
    // Nine digits are more than the single precision of a network holds; these follow for numbers that are large
    // beside what they vary by, and seventeen are all that a double has.
    private const int Digits = 9;
    private const int DigitsOfSpread = 6;
    private static readonly string[] Formats = [.. Enumerable.Range(0, 18).Select(i => $"G{i}")];

    private const int MaxNumberLength = 40;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    /// <summary>The bytes that were appended.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Appends text as it is.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>Appends a field that holds a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="spread">The spread of such numbers, which decides the number of digits.</param>
    public void AppendField(double value, double spread = double.PositiveInfinity)
    {
        AppendField();
        Reserve(MaxNumberLength);
        Span<byte> room = _bytes.AsSpan(_length);
        value.TryFormat(room, out int length, FormatOf(value, spread), CultureInfo.InvariantCulture);
        if (point != '.')
            room[..length].Replace((byte)'.', (byte)point);
        _length += length;
    }

    /// <summary>Appends an empty field.</summary>
    public void AppendField() => AppendByte((byte)delimiter);

    /// <summary>Appends a number of empty fields.</summary>
    public void AppendFields(int count)
    {
        for (int i = 0; i < count; i++)
            AppendField();
    }

    /// <summary>Ends the line.</summary>
    public void EndLine() => AppendByte((byte)'\n');

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private static string FormatOf(double value, double spread)
    {
        double ratio = Math.Abs(value) / spread;
        if (!(ratio > 1000))
            return Formats[Digits];
        int digits = (int)Math.Ceiling(Math.Log10(ratio)) + DigitsOfSpread;
        // Whole numbers of more digits than a double has, such as nanoseconds, are written out.
        return digits > 15 && Math.Abs(value) is >= 1e15 and < 1e30 ? "F0"
            : Formats[Math.Clamp(digits, Digits, 17)];
    }

    private void AppendByte(byte value)
    {
        Reserve(1);
        _bytes[_length++] = value;
    }

    private void Reserve(int more)
    {
        if (_length + more <= _bytes.Length)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + more, 2 * _bytes.Length));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
