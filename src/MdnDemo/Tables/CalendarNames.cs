using AnyAscii;

namespace MdnDemo.Tables;

/// <summary>
/// The names of months and weekdays in languages of Latin letters, in full or shortened, with accents or without.
/// </summary>
internal static class CalendarNames
{
    private const int MinMonthLength = 3, MinWeekdayLength = 2;

    // A language a line: English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian,
    // Catalan, Romanian, Hungarian, Polish and Czech as they are behind a day, Turkish, Indonesian, Estonian.
    private static readonly string[] Months =
    [
        "january february march april may june july august september october november december",
        "januar februar maerz april mai juni juli august september oktober november dezember",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "januar februar marts april maj juni juli august september oktober november december",
        "januar februar mars april mai juni juli august september oktober november desember",
        "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
        "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
        "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
        "januari februari maret april mei juni juli agustus september oktober november desember",
        "jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember",
    ];

    // Shortened in another way.
    private static readonly string[] Others = ["mrt 3", "mrz 3", "marz 3"];

    private const string Weekdays = "monday tuesday wednesday thursday friday saturday sunday "
        + "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
        + "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo "
        + "lunedi martedi mercoledi giovedi venerdi segunda terca quarta quinta sexta "
        + "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag tisdag onsdag torsdag fredag "
        + "lordag sondag";

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> MonthOf =
        Shortened().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The number of a month; 0 if it is none, or two: "jui" is June or July.</summary>
    public static int Month(ReadOnlySpan<char> name) =>
        MonthOf.TryGetValue(WithoutAccents(name), out int month) ? month : 0;

    /// <summary>Whether it is a day of the week.</summary>
    public static bool IsWeekday(ReadOnlySpan<char> name) =>
        name.Length >= MinWeekdayLength && char.IsLetter(name[0])
        && $" {Weekdays}".Contains($" {WithoutAccents(name)}", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, int> Shortened()
    {
        Dictionary<string, int> all = new(StringComparer.OrdinalIgnoreCase);
        foreach (string[] names in Months.Select(language => language.Split(' ')))
        {
            for (int i = 0; i < names.Length; i++)
            {
                for (int length = MinMonthLength; length <= names[i].Length; length++)
                {
                    string name = names[i][..length];
                    all[name] = all.TryGetValue(name, out int other) && other != i + 1 ? 0 : i + 1;
                }
            }
        }
        foreach (string[] other in Others.Select(o => o.Split(' ')))
            all[other[0]] = int.Parse(other[1], System.Globalization.CultureInfo.InvariantCulture);
        return all;
    }

    private static ReadOnlySpan<char> WithoutAccents(ReadOnlySpan<char> name) =>
        name.ContainsAnyExceptInRange('\0', '\x7F') ? name.ToString().Transliterate() : name;
}
