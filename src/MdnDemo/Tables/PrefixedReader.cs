namespace MdnDemo.Tables;

/// <summary>A text with another before it: what has been looked at ahead comes first.</summary>
internal sealed class PrefixedReader(string prefix, TextReader rest) : TextReader
{
    private int _position;

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        if (_position == prefix.Length)
            return rest.Read(buffer, index, count);
        int length = Math.Min(count, prefix.Length - _position);
        prefix.CopyTo(_position, buffer, index, length);
        _position += length;
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        rest.Dispose();
        base.Dispose(disposing);
    }
}
