using System.Globalization;
using System.Text;
using AnyAscii;
using ScottPlot;
using SkiaSharp;

namespace MdnDemo.Plots;

/// <summary>Labels with the user's names: in letters that a font has, and no wider than the space for them.
/// </summary>
internal static class Lettering
{
    private const string Ellipsis = "…";
    private const string BreakAfter = " _-./,;:";

    // It asks for another shape of the letter before it, which the fonts do not have.
    private const string VariationSelector = "\uFE0F";

    private static readonly Lazy<SKTypeface[]> SystemFonts = new(() =>
        [.. SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal).Select(SKTypeface.FromFamilyName)]);

    /// <summary>Sets the text of a label, on several lines where it may, and shortened in the middle.</summary>
    /// <param name="label">The label, whose size and weight are set.</param>
    /// <param name="width">The room along the text, in pixels.</param>
    /// <param name="maxLines">How many lines it may have.</param>
    public static void Write(this LabelStyle label, string text, float width, int maxLines = 1) =>
        label.Text = Fit(label, [text], width, maxLines)[0];

    /// <summary>Transliterates texts where needed, and gives their label a font that has the letters.</summary>
    /// <inheritdoc cref="Write"/>
    public static string[] Fit(LabelStyle label, string[] texts, float width, int maxLines)
    {
        string[] readable = Readable(label, texts);
        using Paint paint = Paint.NewDisposablePaint();
        return [.. readable.Select(text => Shorten(text, part => Wrap(part, Fits), maxLines))];

        bool Fits(string line) => label.Measure(line, paint).Width <= width;
    }

    private static string[] Readable(LabelStyle label, string[] texts)
    {
        string[] clean = [.. texts.Select(text => string.Concat(
            text.Normalize().Replace(VariationSelector, "").Select(c => char.IsControl(c) ? ' ' : c)))];
        string all = string.Concat(clean);
        SKTypeface own = Fonts.GetTypeface(label.FontName, label.Bold, italic: false);
        if (CanDraw(own, all))
            return clean;
        if (SystemFonts.Value.FirstOrDefault(font => CanDraw(font, all)) is { } other)
        {
            label.Font = other;
            return clean;
        }
        return [.. clean.Select(text => string.Concat(Elements(text).Select(e => CanDraw(own, e) ? e : Spell(e))))];
    }

    /// <summary>Whether a font has all letters, and they are written separately from left to right.</summary>
    private static bool CanDraw(SKTypeface font, string text) =>
        font.ContainsGlyphs(text) && !text.EnumerateRunes().Any(IsRightToLeft);

    // Hebrew, Arabic and their neighbours, whose letters join and run backwards.
    private static bool IsRightToLeft(Rune letter) =>
        letter.Value is (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC);

    // An emoji is spelt by its name, a Chinese character by its sound.
    private static string Spell(string element) => element.Transliterate() is { Length: > 0 } spelt ? spelt
        : string.Concat(element.EnumerateRunes().Select(r => $"U+{r.Value:X4}"));

    /// <summary>The beginning and the end of a text, as much as fits on the lines.</summary>
    private static string Shorten(string text, Func<string, List<string>> wrap, int maxLines)
    {
        List<string> lines = wrap(text);
        if (lines.Count <= maxLines)
            return string.Join('\n', lines);
        string[] elements = Elements(text);
        int fits = 0, tooMany = elements.Length;
        while (tooMany - fits > 1)
        {
            int kept = (fits + tooMany) / 2;
            if (wrap(Ends(kept)).Count <= maxLines)
                fits = kept;
            else
                tooMany = kept;
        }
        return string.Join('\n', wrap(Ends(fits)));

        string Ends(int kept) =>
            string.Concat(elements[..((kept + 1) / 2)]) + Ellipsis + string.Concat(elements[^(kept / 2)..]);
    }

    /// <summary>Lines, broken between words where that is possible.</summary>
    private static List<string> Wrap(string text, Func<string, bool> fits)
    {
        List<string> lines = [];
        string line = "", word = "";
        foreach (string element in Elements(text).Append(""))
        {
            word += element;
            if (element.Length > 0 && !BreakAfter.Contains(element))
            {
                if (fits(word.TrimEnd()))
                    continue;
                // The word is wider than a line.
                if (line.Length > 0)
                    lines.Add(line);
                lines.Add(word[..^element.Length]);
                (line, word) = ("", element);
            }
            else if (fits((line + word).TrimEnd()))
            {
                (line, word) = (line + word, "");
            }
            else
            {
                lines.Add(line);
                (line, word) = (word, "");
            }
        }
        lines.Add(line);
        return [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0)];
    }

    private static string[] Elements(string text)
    {
        List<string> elements = [];
        TextElementEnumerator each = StringInfo.GetTextElementEnumerator(text);
        while (each.MoveNext())
            elements.Add(each.GetTextElement());
        return [.. elements];
    }
}
