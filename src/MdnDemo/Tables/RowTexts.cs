namespace MdnDemo.Tables;

/// <summary>The texts of rows, concatenated.</summary>
internal sealed class RowTexts
{
    private readonly List<int> _ends = [0];
    private char[] _text = [];
    private int _length;

    /// <summary>The total length.</summary>
    public int Length => _length;

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<char> this[int row] => _text.AsSpan(_ends[row].._ends[row + 1]);

    /// <summary>Appends to the text of the current row.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        int end = _length + text.Length;
        if (end > _text.Length)
            Array.Resize(ref _text, Math.Max(end, 2 * _text.Length));
        text.CopyTo(_text.AsSpan(_length));
        _length = end;
    }

    /// <summary>Starts the next row.</summary>
    public void EndRow() => _ends.Add(_length);
}
