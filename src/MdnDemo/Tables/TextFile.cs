using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MdnDemo.Files;

namespace MdnDemo.Tables;

/// <summary>A text file, compressed or not; if it is not UTF-8 it is copied as UTF-8.</summary>
internal sealed class TextFile : IDisposable
{
    private const int StartLength = 1 << 16;

    private const int MaxStartLength = 1 << 26;
    private const int MinStartLines = 3;

    // Of data that are compressed by deflate, as all are; behind it are flags, a time, two bytes on the compression,
    // and the system.
    private const int GzipHeaderLength = 10;
    private static ReadOnlySpan<byte> GzipStart => [0x1F, 0x8B, 8];

    private string? _copy;

    private TextFile(string path) => Path = path;

    /// <summary>The path of the UTF-8 text.</summary>
    public string Path { get; private set; }

    /// <summary>Whether the UTF-8 text is compressed.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>The original encoding, for messages, with what it would say in one that is as likely.</summary>
    public string Encoding { get; private set; } = "UTF-8";

    /// <summary>Opens a file.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="encoding">Its encoding; null to detect it.</param>
    /// <exception cref="UserException">It is not text, or not in that encoding.</exception>
    public static TextFile Open(string name, string path, Encoding? encoding = null)
    {
        var file = new TextFile(path);
        byte[] start = new byte[StartLength];
        using (Stream stream = File.OpenRead(path))
        {
            int length = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
            file.IsCompressed = length > 1 && start is [0x1F, 0x8B, ..];
            if (start is [(byte)'P', (byte)'K', 3, 4, ..])
                throw new UserException($"{name} is a ZIP file, perhaps of Excel; save the sheet as CSV.");
        }
        if (file.IsCompressed && file.IsCutOff(start))
            throw new UserException($"{name} is cut off: the end of its gzip data is missing; copy it again.");
        using (Stream text = file.OpenText())
        {
            int length = text.ReadAtLeast(start, StartLength, throwOnEndOfStream: false);
            if (encoding is not UTF8Encoding
                && (encoding ?? FindWideEncoding(start.AsSpan(0, length))) is { } own)
                file.TakeFor(name, own);
            else if (start.AsSpan(0, length).Contains((byte)0))
                throw new UserException($"{name} is a binary file; expected CSV, Parquet or JSON.");
            else if (start is [0xEF, 0xBB, 0xBF, (byte)'"' or (byte)'{' or (byte)'[' or <= (byte)' ', ..])
                file.TakeWithoutMark(name);
        }
        return file;
    }

    /// <summary>The text, from its beginning.</summary>
    public Stream OpenText()
    {
        Stream stream = File.OpenRead(Path);
        if (IsCompressed)
            stream = new BufferedStream(new GZipStream(stream, CompressionMode.Decompress), 1 << 16);
        return stream;
    }

    /// <summary>The beginning of the text, with a few lines also where they are long.</summary>
    /// <param name="isWhole">Whether the beginning is the whole text.</param>
    public string Start(out bool isWhole)
    {
        byte[] start = new byte[StartLength];
        using Stream text = OpenText();
        int length = text.ReadAtLeast(start, StartLength, throwOnEndOfStream: false);
        while (length == start.Length && length < MaxStartLength && start.Count((byte)'\n') < MinStartLines)
        {
            Array.Resize(ref start, 4 * start.Length);
            length += text.ReadAtLeast(start.AsSpan(length), start.Length - length, throwOnEndOfStream: false);
        }
        isWhole = length < start.Length;
        return System.Text.Encoding.UTF8.GetString(start, 0, length).TrimStart('\uFEFF');
    }

    /// <summary>Converts the text from an encoding.</summary>
    /// <exception cref="UserException">It is not in that encoding.</exception>
    public void TakeFor(string name, Encoding encoding, string? rival = null)
    {
        try
        {
            CopyFrom(encoding);
            Encoding += rival is null ? "" : $" ({rival})";
        }
        catch (DecoderFallbackException e)
        {
            throw NotIn(name, encoding, e);
        }
    }

    // A byte order mark, which DuckDB takes for the first letter of JSON and of a field in quotes.
    private void TakeWithoutMark(string name)
    {
        TakeFor(name, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true));
        Encoding = "UTF-8";
    }

    /// <summary>The error for a text that is not in its encoding.</summary>
    public static UserException NotIn(string name, Encoding encoding, Exception? cause = null) =>
        new($"{name} is not in {encoding.WebName}; name the encoding that it is in with --encoding.", cause);

    /// <summary>Converts columns that are separated by spaces to columns separated by tabs.</summary>
    public void TakeForAligned() => CopyFrom(System.Text.Encoding.UTF8, AlignedText.WriteWithTabs);

    public void Dispose()
    {
        if (_copy is not null)
            TemporaryFiles.Delete(_copy);
    }

    // Readers of gzip take the data that are there for all. Behind them is their length, and of several gzip files in
    // one, which begin with the same bytes, that of the last.
    private bool IsCutOff(byte[] buffer)
    {
        uint length = 0;
        using (Stream text = OpenText())
        {
            for (int read; (read = text.Read(buffer)) > 0;)
                length += (uint)read;
        }
        using FileStream file = File.OpenRead(Path);
        Span<byte> end = stackalloc byte[4];
        file.Seek(-Math.Min(end.Length, file.Length), SeekOrigin.End);
        file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) != length && !HoldsSeveral(file, buffer);
    }

    private static bool HoldsSeveral(FileStream file, byte[] buffer)
    {
        file.Position = 1;
        for (int kept = 0, read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            for (int i = 0; i + GzipHeaderLength <= kept + read; i++)
            {
                if (IsGzipHeader(buffer.AsSpan(i)))
                    return true;
            }
            // A header may lie on a border.
            int length = Math.Min(GzipHeaderLength - 1, kept + read);
            buffer.AsSpan(kept + read - length, length).CopyTo(buffer);
            kept = length;
        }
        return false;
    }

    // Three bytes alone stand in 17 MB by chance.
    private static bool IsGzipHeader(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(GzipStart) && bytes[3] < 32 && bytes[8] is 0 or 2 or 4 && bytes[9] is <= 13 or 255;

    private static Encoding? FindWideEncoding(ReadOnlySpan<byte> start)
    {
        if (start is [0xFF, 0xFE, 0, 0, ..])
            return System.Text.Encoding.UTF32;
        if (start is [0, 0, 0xFE, 0xFF, ..])
            return new UTF32Encoding(bigEndian: true, byteOrderMark: true);
        if (start is [0xFF, 0xFE, ..])
            return System.Text.Encoding.Unicode;
        if (start is [0xFE, 0xFF, ..])
            return System.Text.Encoding.BigEndianUnicode;
        if (start.Length < 4 || start.Length % 2 != 0 || !start.Contains((byte)0))
            return null;
        // Without a byte order mark: for Western letters every other byte is 0.
        int even = 0, odd = 0;
        for (int i = 0; i < start.Length; i += 2)
            (even, odd) = (even + (start[i] == 0 ? 1 : 0), odd + (start[i + 1] == 0 ? 1 : 0));
        int most = start.Length / 2 * 9 / 10;
        return odd >= most && even == 0 ? System.Text.Encoding.Unicode
            : even >= most && odd == 0 ? System.Text.Encoding.BigEndianUnicode : null;
    }

    private void CopyFrom(Encoding encoding, Action<TextReader, TextWriter>? convert = null)
    {
        string copy = TemporaryFiles.New(".csv");
        try
        {
            using var reader = new StreamReader(OpenText(), encoding);
            using var writer = new StreamWriter(copy, false, new UTF8Encoding(false));
            (convert ?? Copy)(reader, writer);
        }
        catch
        {
            TemporaryFiles.Delete(copy);
            throw;
        }
        Dispose();
        (Path, IsCompressed, _copy) = (copy, false, copy);
        if (convert is null)
            Encoding = encoding.WebName.ToLowerInvariant();
    }

    private static void Copy(TextReader reader, TextWriter writer)
    {
        char[] letters = new char[StartLength];
        for (int length; (length = reader.ReadBlock(letters)) > 0;)
            writer.Write(letters.AsSpan(0, length));
    }
}
