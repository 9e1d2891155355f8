using System.Buffers;
using System.Globalization;
using System.Text;

namespace MdnDemo.Tables;

/// <summary>Lines of a CSV file as they are written, in UTF-8.</summary>
/// <param name="delimiter">What separates fields.</param>
/// <param name="capacity">A first guess at how many bytes they take.</param>
internal sealed class CsvLines(char delimiter, int capacity) : IDisposable
{
    // Nine digits are more than the single precision of a network holds.
    private const string Format = "G9";
    private const int MaxNumberLength = 32;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    /// <summary>What was appended.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Appends text as it stands.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>Appends a field that holds a number.</summary>
    public void AppendField(double value)
    {
        AppendField();
        Reserve(MaxNumberLength);
        value.TryFormat(_bytes.AsSpan(_length), out int length, Format, CultureInfo.InvariantCulture);
        _length += length;
    }

    /// <summary>Appends an empty field.</summary>
    public void AppendField() => AppendByte((byte)delimiter);

    /// <summary>Appends so many empty fields.</summary>
    public void AppendFields(int count)
    {
        for (int i = 0; i < count; i++)
            AppendField();
    }

    /// <summary>Ends the line.</summary>
    public void EndLine() => AppendByte((byte)'\n');

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
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
