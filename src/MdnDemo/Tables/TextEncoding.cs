using System.Text;

namespace MdnDemo.Tables;

/// <summary>Detects the encoding of a text that is not UTF-8, or finds the one that the user names.</summary>
internal static class TextEncoding
{
    private const int Western = 1252, Japanese = 932;

    // That of Windows, and ISO 8859-2.
    private static readonly int[] Central = [1250, 28592];

    // In a message: the two of Chinese, those of Korean, Japanese, Cyrillic and Central Europe.
    private static readonly string[] Others =
        ["gb18030", "big5", "euc-kr", "euc-jp", "windows-1251", "windows-1250"];

    private const int MaxLetters = 1 << 18;
    private const int MaxShown = 12;

    // No letters, and yet between letters in the languages of Western Europe.
    private const string Joints = "’·";

    /// <summary>An encoding by its name, as .NET or Python have it, or the number of its code page.</summary>
    /// <returns>The encoding; null if there is none of that name.</returns>
    public static Encoding? Named(string name)
    {
        string plain = name.ToLowerInvariant();
        plain = plain.StartsWith("cp", StringComparison.Ordinal) ? plain[2..]
            : plain.StartsWith("utf", StringComparison.Ordinal) ? $"utf-{plain[3..].TrimStart('-', '_')}" : plain;
        foreach (string alias in new[] { plain, plain.Replace('_', '-'), plain.Replace('-', '_') })
        {
            try
            {
                return int.TryParse(alias, out int page) ? Strict(page)
                    : Strict((CodePagesEncodingProvider.Instance.GetEncoding(alias) ?? Encoding.GetEncoding(alias))
                        .CodePage);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
            }
        }
        return null;
    }

    /// <summary>
    /// Detects the encoding of a text of Western or Central Europe or Japan. Others cannot be told apart by the few
    /// words of a table.
    /// </summary>
    /// <param name="name">The file, for messages.</param>
    /// <returns>The encoding, and what it would say in one that is as likely; null if there is none.</returns>
    /// <exception cref="UserException">It is another encoding.</exception>
    public static (Encoding Encoding, string? Rival) Guess(string name, Stream text)
    {
        byte[] bytes = LinesWithLetters(text);
        Encoding western = Strict(Western), japanese = Strict(Japanese);
        if (IsJapanese(bytes) && TryRead(japanese, bytes) is not null)
            return (japanese, null);
        string? read = TryRead(western, bytes) is { } own && IsEuropean(own, maxRun: 2) ? own : null;
        (Encoding Encoding, string Text)[] central = [.. Central.Select(Strict)
            .Select(e => (e, TryRead(e, bytes) ?? "")).DistinctBy(c => c.Item2)
            .Where(c => c.Item2.Length > 0 && c.Item2 != read && IsEuropean(c.Item2, maxRun: 3)
                && LatinAlphabets.AreCentral(c.Item2))];
        if (read is not null && central.Length == 0)
            return (western, null);
        if (read is not null)
        {
            var (other, there) = central[0];
            int votes = LatinAlphabets.WesternVotes(read, there), at = read.AsSpan().CommonPrefixLength(there);
            if (votes > 0)
                return (western, null);
            return votes == 0 ? (western, $"'{Word(read, at)}', which {other.WebName} has as '{Word(there, at)}'")
                : (other, $"'{Word(there, at)}', which {western.WebName} has as '{Word(read, at)}'");
        }
        if (central.Length == 1)
            return (central[0].Encoding, null);
        string[] shown = [.. Others.Select(o => (Name: o, Word: FirstWord(TryRead(Named(o)!, bytes) ?? "")))
            .Where(o => o.Word.Length > 0).Select(o => $"as {o.Name} it has '{o.Word}'")];
        throw new UserException($"{name} is not in UTF-8, and its encoding is not known; name it with --encoding"
            + (shown.Length == 0 ? "." : $": {string.Join(", ", shown)}."));
    }

    // Bytes that are invalid in an encoding are an error, and not a question mark.
    private static Encoding Strict(int page) =>
        CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback,
            DecoderFallback.ExceptionFallback)
        ?? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static string? TryRead(Encoding encoding, byte[] bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // ASCII says nothing about the encoding.
    private static byte[] LinesWithLetters(Stream text)
    {
        using var kept = new MemoryStream();
        using var line = new MemoryStream();
        bool hasLetters = false;
        var reader = new BufferedStream(text, 1 << 16);
        for (int next = reader.ReadByte(); next >= 0 && kept.Length < MaxLetters; next = reader.ReadByte())
        {
            if (line.Length < MaxLetters)
                line.WriteByte((byte)next);
            hasLetters |= next >= 0x80;
            if (next != '\n')
                continue;
            Keep();
        }
        Keep();
        return kept.ToArray();

        void Keep()
        {
            if (hasLetters)
                line.WriteTo(kept);
            line.SetLength(0);
            hasLetters = false;
        }
    }

    /// <summary>
    /// Whether it is Shift-JIS by its pairs of bytes: most kanji and all kana begin with 0x81 to 0x9F, where other
    /// encodings of Asia have nothing, and those of Europe have signs that stand beside letters.
    /// </summary>
    private static bool IsJapanese(ReadOnlySpan<byte> bytes)
    {
        int usual = 0, rare = 0, besideLetters = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            bool isUsual = bytes[i] is >= 0x81 and <= 0x9F;
            if (!isUsual && bytes[i] is not (>= 0xE0 and <= 0xFC))
                continue;
            (usual, rare) = isUsual ? (usual + 1, rare) : (usual, rare + 1);
            bool isBeside = (i > 0 && char.IsAsciiLetter((char)bytes[i - 1]))
                || (i + 2 < bytes.Length && char.IsAsciiLetter((char)bytes[i + 2]));
            besideLetters += isBeside ? 1 : 0;
            i++;
        }
        return usual > rare && 2 * besideLetters <= usual + rare;
    }

    /// <summary>
    /// Whether letters with accents stand in short runs, and no other sign between letters: Cyrillic or Chinese that
    /// is read so has longer runs of them.
    /// </summary>
    private static bool IsEuropean(string text, int maxRun)
    {
        int run = 0, signs = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < 0x80)
            {
                (run, signs) = (0, 0);
                continue;
            }
            signs++;
            if (c is >= '\u0080' and < '\u00A0')
                return false;
            bool isLetter = char.IsLetter(c) && c is not ('ª' or 'º');
            run = isLetter ? run + 1 : 0;
            // Not all letters of a longer word have accents.
            bool isWord = run == 3 && !(i > 2 && char.IsLetter(text[i - 3]))
                && !(i + 1 < text.Length && char.IsLetter(text[i + 1]));
            bool isBetween = i > 0 && char.IsLetter(text[i - 1]) && i + 1 < text.Length && char.IsLetter(text[i + 1]);
            if (run > maxRun || signs > maxRun + 1 || isWord
                || (!isLetter && isBetween && !Joints.Contains(c, StringComparison.Ordinal)))
                return false;
        }
        return true;
    }

    private static string FirstWord(string text) =>
        Word(text, Math.Max(0, text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7F')), isWhole: false);

    // From its beginning, or from a place in it.
    private static string Word(string text, int at, bool isWhole = true)
    {
        int start = at, end = at;
        while (isWhole && start > 0 && char.IsLetter(text[start - 1]))
            start--;
        while (end < text.Length && end - start < MaxShown && char.IsLetter(text[end]))
            end++;
        return text[start..end];
    }
}
