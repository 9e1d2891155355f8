using System.Buffers;

namespace MdnDemo.Tables;

/// <summary>The texts of rows, concatenated.</summary>
internal sealed class RowTexts
{
    private readonly List<int> _ends = [0];
    private readonly ArrayBufferWriter<char> _text = new();

    /// <summary>The total length.</summary>
    public int Length => _text.WrittenCount;

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<char> this[int row] => _text.WrittenSpan[_ends[row].._ends[row + 1]];

    /// <summary>Appends to the text of the current row.</summary>
    public void Append(ReadOnlySpan<char> text) => _text.Write(text);

    /// <summary>Starts the next row.</summary>
    public void EndRow() => _ends.Add(Length);
}
