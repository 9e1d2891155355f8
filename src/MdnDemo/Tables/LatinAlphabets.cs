namespace MdnDemo.Tables;

/// <summary>
/// Tells the letters of Western Europe from those of Central Europe, whose encodings give many bytes to both: è and č,
/// ø and ř, ñ and ń.
/// </summary>
internal static class LatinAlphabets
{
    // Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene, with the names of their neighbours.
    private static readonly string[] Alphabets =
    [
        "ąćęłńóśźżäöüß", "áčďéěíňóřšťúůýžäöüß", "áäčďéíĺľňóôŕšťúýžöüß", "áéíóöőúüűä", "ăâîşţșțéöü", "čćđšžäöüß",
    ];

    private const string Vowels = "aeiouyáéíóúýäëöüâîôAEIOUYÁÉÍÓÚÝÄËÖÜÂÎÔ";

    /// <summary>Whether all letters of a text are of one language of Central Europe.</summary>
    public static bool AreCentral(string text)
    {
        char[] letters = [.. text.Where(c => c >= 0x80 && char.IsLetter(c)).Select(char.ToLowerInvariant).Distinct()];
        return Alphabets.Any(alphabet => letters.All(c => alphabet.Contains(c, StringComparison.Ordinal)));
    }

    /// <summary>
    /// How many more letters stand where those of the western reading are usual than where those of the other are: è is
    /// a vowel, and č is none.
    /// </summary>
    /// <param name="western">A text as Western Europe would write it.</param>
    /// <param name="central">The same bytes as Central Europe would write them.</param>
    public static int WesternVotes(string western, string central)
    {
        int votes = 0;
        for (int i = 0; i < western.Length; i++)
        {
            if (western[i] != central[i])
                votes += Vote(char.ToLowerInvariant(western[i]), i > 0 ? western[i - 1] : ' ',
                    i + 1 < western.Length ? western[i + 1] : ' ');
        }
        return votes;
    }

    private static int Vote(char letter, char before, char after)
    {
        bool isEnd = !char.IsLetter(after), isBeforeVowel = Vowels.Contains(after, StringComparison.Ordinal);
        int vowels = (isBeforeVowel ? 1 : 0) + (Vowels.Contains(before, StringComparison.Ordinal) ? 1 : 0);
        int letters = (isEnd ? 0 : 1) + (char.IsLetter(before) ? 1 : 0);
        return letter switch
        {
            // ŕ and ĺ are rare.
            'à' or 'å' => 1,
            // Vowels here; č, ř, ň and ć there.
            'è' or 'ø' or 'ò' or 'æ' => vowels == 0 ? 1 : vowels == letters ? -1 : 0,
            // naïve; Naďa and loď.
            'ï' => vowels == letters ? -1 : letters == 2 && !isBeforeVowel && vowels == 1 ? 1 : 0,
            'ñ' => isBeforeVowel ? 1 : -1,
            'õ' => after == 'e' ? 1 : -1,
            'ã' => after is 'o' or 'e' ? 1 : isEnd ? 0 : -1,
            'ì' => isEnd ? 1 : -1,
            'ù' => isEnd ? 0 : -1,
            // £ and ł before a letter.
            '£' or '³' or '¹' or '¥' or '¼' or '¾' => isEnd ? 0 : -1,
            _ => 0,
        };
    }
}
