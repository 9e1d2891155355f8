namespace MdnDemo.Tables;

/// <summary>The properties that all cells of a column share.</summary>
/// <param name="markers">The markers of missing cells.</param>
internal sealed class ColumnProfile(MissingMarkers markers)
{
    // More distinct texts are not counted: no column of categories has as many.
    private const int MaxTexts = 1 << 20;

    // With more distinct numbers a column is numeric: their texts would take more memory than the table.
    private const int MaxNumbers = 1000;

    // Up to so many texts may be markers, and up to so many distinct numbers may be codes.
    private const int MaxMarkers = 3;
    private const int MaxCodes = 20;

    private readonly long[] _numbers = new long[NumberFormat.All.Count];
    private readonly long[] _times = new long[TimeFormat.All.Count];
    private readonly (RowPlace Place, string Cell)?[] _misfits =
        new (RowPlace, string)?[NumberFormat.All.Count + TimeFormat.All.Count];
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly PartFormats _parts = new();
    private readonly ColumnUnits _units = new();
    private string? _firstAmount;
    private long _grouped;
    private long _points;

    /// <summary>The number of missing cells.</summary>
    public long Missing { get; private set; }

    /// <summary>The number of cells that are not missing.</summary>
    public long Cells { get; private set; }

    /// <summary>The number of distinct texts; of numbers not all are counted.</summary>
    public int Texts => _texts.Count;

    /// <summary>The last text in the order of the alphabet, as true is behind false and yes behind no.</summary>
    public string LastText => _texts.Max(StringComparer.Ordinal)!;

    /// <summary>Whether numbers have points that can only be decimal points.</summary>
    public bool HasDecimalPoints => _points > _grouped;

    /// <summary>Whether all numbers with points have them where a thousands separator would be: 1.234.</summary>
    public bool LooksGrouped => _points > 0 && _points == _grouped;

    /// <summary>The unit of measure beside all numbers, or null.</summary>
    public string? Unit => _units.CountOfFirst == Cells ? _units.First : null;

    /// <summary>
    /// The units of measure of many distinct numbers, an empty one where a number has none; none if all are alike.
    /// </summary>
    public IReadOnlyCollection<string> MixedUnits =>
        _units.Count == Cells && _units.All.Count > 1 && _texts.Count > MaxCodes ? _units.All : [];

    /// <summary>The unit beside most numbers, and the first cell without it; null where few or all have it.</summary>
    /// <param name="share">The fraction that is most.</param>
    public (string Unit, RowPlace Place, string Cell)? UsualUnit(double share) =>
        _units.CountOfFirst < Cells && _units.CountOfFirst >= share * Cells
            ? (_units.First!, _units.Misfit!.Value.Place, _units.Misfit.Value.Cell) : null;

    /// <summary>An example of a cell.</summary>
    public string Example { get; private set; } = "";

    /// <summary>
    /// A cell with a per cent sign and the first without one, or the other way round; null where all are alike. 0 % is
    /// 0.
    /// </summary>
    public (string First, RowPlace Place, string Second)? PercentClash { get; private set; }

    /// <summary>Adds a cell.</summary>
    public void Add(string? text, RowPlace place)
    {
        ReadOnlySpan<char> cell = text.AsSpan().Trim();
        if (markers.Contains(cell))
        {
            Missing++;
            return;
        }
        if (Cells++ == 0)
            Example = cell.ToString();
        bool isPlain = NumberFormat.Invariant.TryParse(cell, out _), hasPoint = isPlain && cell.Contains('.');
        if (_texts.Count < (isPlain ? MaxNumbers : MaxTexts))
            _texts.Add(cell.Length == text!.Length ? text : cell.ToString());
        if (hasPoint)
        {
            _points++;
            _grouped += NumberFormat.LooksGrouped(cell) ? 1 : 0;
        }
        _units.Add(cell, isPlain, place);
        AddPercent(cell, place);
        int formats = 0;
        for (int i = 0; i < _numbers.Length; i++)
        {
            bool fits = isPlain && (!hasPoint || NumberFormat.All[i].Point == '.')
                || !(isPlain && i == 0) && NumberFormat.All[i].TryParse(cell, out _);
            formats |= Count(ref _numbers[i], fits, i, cell, place);
        }
        for (int i = 0; i < _times.Length; i++)
        {
            TimeFormat format = TimeFormat.All[i];
            bool fits = (!isPlain || format.IsNumberElsewhere) && format.TryParse(cell, out _);
            formats |= Count(ref _times[i], fits, _numbers.Length + i, cell, place);
        }
        _parts.Add(place.Part, formats);
    }

    /// <summary>Whether all cells are numbers of a format.</summary>
    public bool Fits(NumberFormat format) => CountOf(format) == Cells;

    /// <summary>Whether all cells are times of a format.</summary>
    public bool Fits(TimeFormat format) => Cells > 0 && CountOf(format) == Cells;

    /// <summary>Whether all cells are durations as 1h 30m, and not lengths or amounts of one unit.</summary>
    public bool FitsUnits => Fits(TimeFormat.Units)
        && _texts.Any(text => Duration.TryParseUnits(text, out _, out bool isPlain) && isPlain);

    /// <summary>A date of which nothing in the column says whether the day or the month is first; or null.</summary>
    public string? EitherDay => !Fits(TimeFormat.DayFirst) || !Fits(TimeFormat.MonthFirst) ? null
        : _texts.FirstOrDefault(text => TimeFormat.DayFirst.TryParse(text, out double one)
            && TimeFormat.MonthFirst.TryParse(text, out double other) && one != other);

    /// <summary>The most frequent format of numbers.</summary>
    public NumberFormat UsualNumbers => NumberFormat.All.MaxBy(CountOf)!;

    /// <summary>The most frequent format of times.</summary>
    public TimeFormat UsualTimes => TimeFormat.All.MaxBy(CountOf)!;

    /// <summary>The number of cells that are numbers of a format.</summary>
    public long CountOf(NumberFormat format) =>
        IndexOf(NumberFormat.All, format) is int i && Unit is null ? _numbers[i] : _units.CountOf(i);

    /// <summary>The number of cells that are times of a format.</summary>
    public long CountOf(TimeFormat format) => _times[IndexOf(TimeFormat.All, format)];

    /// <summary>The first cell that is not a number of a format.</summary>
    public (RowPlace Place, string Cell)? FirstMisfit(NumberFormat format) =>
        _misfits[IndexOf(NumberFormat.All, format)];

    /// <summary>The first cell that is not a time of a format.</summary>
    public (RowPlace Place, string Cell)? FirstMisfit(TimeFormat format) =>
        _misfits[_numbers.Length + IndexOf(TimeFormat.All, format)];

    /// <summary>
    /// Whether a few texts among many distinct numbers look like markers of missing cells.
    /// </summary>
    public bool HasMarkers(NumberFormat format) =>
        2 * CountOf(format) > Cells
        && _texts.Count(text => !format.TryParse(text, out _)) <= MaxMarkers
        && _texts.Count > MaxMarkers + MaxCodes;

    /// <summary>Two files in which it is written in two ways, each with how; null where there are none.</summary>
    public ((TablePart Part, string Format) First, (TablePart Part, string Format) Second)? Clash =>
        _parts.Clash is { } clash
            ? ((clash.First.Part, NameOf(clash.First.Fits)), (clash.Second.Part, NameOf(clash.Second.Fits))) : null;

    private static string NameOf(int formats)
    {
        int first = System.Numerics.BitOperations.TrailingZeroCount(formats);
        return formats == 0 ? "texts" : first < NumberFormat.All.Count ? NumberFormat.All[first].Name
            : TimeFormat.All[first - NumberFormat.All.Count].Name;
    }

    private void AddPercent(ReadOnlySpan<char> cell, RowPlace place)
    {
        if (!cell.ContainsAnyInRange('1', '9'))
            return;
        _firstAmount ??= cell.ToString();
        if (PercentClash is null && cell is [.., '%'] != _firstAmount is [.., '%'])
            PercentClash = (_firstAmount, place, cell.ToString());
    }

    private static int IndexOf<T>(IReadOnlyList<T> all, T one) => all.ToList().IndexOf(one);

    // A bit for the format where the cell has it.
    private int Count(ref long count, bool fits, int format, ReadOnlySpan<char> cell, RowPlace place)
    {
        if (fits)
            count++;
        else if (_misfits[format] is null)
            _misfits[format] = (place, cell.ToString());
        return fits ? 1 << format : 0;
    }
}
