namespace MdnDemo.Tables;

/// <summary>The texts of rows, one behind the other.</summary>
internal sealed class RowTexts
{
    private readonly List<int> _ends = [0];
    private char[] _text = [];

    /// <summary>The length of all.</summary>
    public int Length => _ends[^1];

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<char> this[int row] => _text.AsSpan(_ends[row].._ends[row + 1]);

    /// <summary>Appends the text of the next row.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        int start = _ends[^1], end = start + text.Length;
        if (end > _text.Length)
            Array.Resize(ref _text, Math.Max(end, 2 * _text.Length));
        text.CopyTo(_text.AsSpan(start));
        _ends.Add(end);
    }
}
