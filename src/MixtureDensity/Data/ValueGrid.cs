namespace MixtureDensity;

/// <summary>The values offset + n h that a target was rounded to.</summary>
internal readonly struct ValueGrid
{
    /// <summary>
    /// In parts of h: the distance from the grid of values that were stored with fewer digits than the spacing has.
    /// </summary>
    public const double StorageTolerance = 2e-3;

    // A number this close to a grid value, in parts of h, is that value: 0.30000000000000004 is 0.3.
    private const double Tolerance = 1e-6;

    private readonly double _offset;
    private readonly double _perUnit; // 1/h if that is a whole number, 0 elsewhere
    private readonly double _first; // offset/h in that case

    /// <param name="spacing">h; 0 for no grid.</param>
    /// <param name="offset">A value of the grid.</param>
    public ValueGrid(double spacing, double offset)
    {
        (Spacing, _offset) = (spacing, offset);
        double perUnit = Math.Round(1 / spacing), first = Math.Round(offset * perUnit);
        if (spacing > 0 && perUnit > 1 && IsNear(perUnit, 1 / spacing) && IsNear(first, offset * perUnit))
            (_perUnit, _first) = (perUnit, first);

        static bool IsNear(double whole, double number) =>
            Math.Abs(whole - number) <= 1e-9 * Math.Max(1, Math.Abs(whole));
    }

    /// <summary>h; 0 for no grid.</summary>
    public double Spacing { get; }

    /// <summary>Whether 1/h is a whole number above 1, so that h has all its digits.</summary>
    public bool IsPartOfOne => _perUnit > 0;

    /// <summary>The difference of two neighbours: h, with all its digits where 1/h is a whole number.</summary>
    public double Step => IsPartOfOne ? 1 / _perUnit : Spacing;

    /// <summary>The n-th value, with the digits that are written where h is a tenth, a hundredth and so on.</summary>
    public double Value(double n) => IsPartOfOne ? (_first + n) / _perUnit : _offset + n * Spacing;

    /// <summary>The largest n whose value is not above y.</summary>
    public double Floor(double y) => Math.Floor((y - _offset) / Spacing + Tolerance);

    /// <summary>The least n whose value is not below y.</summary>
    public double Ceiling(double y) => Math.Ceiling((y - _offset) / Spacing - Tolerance);

    /// <summary>The n whose value is nearest.</summary>
    public double Nearest(double y) => Math.Round((y - _offset) / Spacing);

    /// <summary>The value that y is rounded to; y itself without a grid.</summary>
    public double Round(double y) => Spacing > 0 && double.IsFinite(y) ? Value(Nearest(y)) : y;

    /// <summary>The value that a stored number stands for; the number itself if it lies between two.</summary>
    public double Snap(double y)
    {
        double value = Round(y);
        return Math.Abs(y - value) <= StorageTolerance * Spacing ? value : y;
    }
}
