using System.Text.Json.Serialization;

namespace MixtureDensity;

/// <summary>The header of a model file; the names of its properties are part of the file format.</summary>
internal sealed record ModelHeader(
    IReadOnlyList<ModelHeader.Input> Inputs,
    IReadOnlyList<TargetScaling> Targets,
    int Networks,
    IReadOnlyList<int> Hidden,
    int Components,
    Covariance Covariance,
    Activation Activation,
    double LowestLogScale,
    double HighestLogScale,
    TrainingSummary Training,
    CalibrationHeader? Calibration = null)
{
    // Small enough that products of sizes do not overflow.
    private const int MaxSize = 1 << 16;

    private const int MaxTargets = 1000;
    private const int MaxLayers = 100;

    // exp of it and its reciprocal are finite in single precision.
    private const double MaxLogScale = 80;

    /// <summary>An input column: numeric with a mean and a standard deviation, or text with categories.</summary>
    internal sealed record Input(string Name, double? Mean, double? Deviation, IReadOnlyList<string>? Categories,
        IReadOnlyList<PleBin>? Bins = null, bool HasMissing = false, bool HasOther = false,
        CalendarPart Part = CalendarPart.None, string? Format = null, double? Min = null, double? Max = null,
        double? Lowest = null, double? Highest = null)
    {
        public static Input From(InputEncoding column) => column switch
        {
            NumericEncoding numeric => new(numeric.Name, numeric.Mean, numeric.Deviation, null, numeric.Bins,
                numeric.HasMissing, Part: numeric.Part, Format: numeric.Format, Min: numeric.Min, Max: numeric.Max,
                Lowest: numeric.Lowest, Highest: numeric.Highest),
            OneHotEncoding categorical => new(categorical.Name, null, null, categorical.Categories, null,
                categorical.HasMissing, categorical.HasOther),
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };

        [JsonIgnore]
        public bool IsValid => !string.IsNullOrEmpty(Name) && (Categories is null
            ? Mean is { } mean && double.IsFinite(mean) && Deviation is { } deviation && IsPositive(deviation)
                && (Bins is null || (Bins.Count <= MaxSize && Bins.All(IsBin))) && !HasOther && Enum.IsDefined(Part)
                && double.IsFinite(Min ?? 0) && double.IsFinite(Max ?? 0) && !(Min > Max)
                && double.IsFinite(Lowest ?? 0) && double.IsFinite(Highest ?? 0)
            : Mean is null && Deviation is null && Bins is null && Part == CalendarPart.None
                && (Min ?? Max ?? Lowest ?? Highest) is null
                && Categories.Count is > 0 and <= MaxSize && ToColumn().Width > 1
                && Categories.All(c => c is not null) && Categories.Distinct().Count() == Categories.Count);

        public InputEncoding ToColumn() =>
            Categories is null
                ? new NumericEncoding(
                    Name, Mean!.Value, Deviation!.Value, Bins ?? [], HasMissing, Part, Format, Min, Max)
                {
                    Lowest = Lowest,
                    Highest = Highest,
                }
                : new OneHotEncoding(Name, Categories, HasMissing, HasOther);
    }

    [JsonIgnore]
    public TableSchema Schema => new([.. Inputs.Select(i => i.ToColumn())], Targets);

    /// <summary>The number of weights of all networks.</summary>
    [JsonIgnore]
    public long WeightCount =>
        Networks * WeightsOf(Schema, Hidden, MixtureLayout.From(Components, Targets.Count, Covariance));

    /// <summary>The number of weights of one network.</summary>
    public static long WeightsOf(TableSchema schema, IReadOnlyList<int> hidden, MixtureLayout layout)
    {
        long[] widths = [schema.Width, .. hidden.Select(h => (long)h), layout.Outputs];
        return widths.Zip(widths[1..], (from, to) => (from + 1) * to).Sum();
    }

    public static ModelHeader From(DensityModel model)
    {
        MixtureDensityNetwork network = model.Networks[0];
        return new ModelHeader(
            [.. model.Schema.Inputs.Select(Input.From)], model.Schema.Targets, model.Networks.Count, network.Hidden,
            network.Components, network.Covariance, network.Activation, network.LogScaleBounds.Lower,
            network.LogScaleBounds.Upper, model.Training, CalibrationHeader.From(model.Calibration));
    }

    /// <summary>An error message if a value is invalid, otherwise null.</summary>
    public string? FindError()
    {
        // The parts of a time share its name.
        (string Name, CalendarPart Part)[] names =
        [
            .. Inputs.Select(i => (i?.Name ?? "", i?.Part ?? CalendarPart.None)),
            .. Targets.Select(t => (t?.Name ?? "", CalendarPart.None)),
        ];
        if (Inputs.Count is 0 or > MaxSize || !Inputs.All(i => i is { IsValid: true }))
            return "an input column is invalid";
        if (Targets.Count is 0 or > MaxTargets || !Targets.All(IsValid))
            return "a target column is invalid";
        if (names.Any(n => n.Name.Length == 0) || names.Distinct().Count() < names.Length)
            return "a column has no name, or two have the same";
        if (Networks is < 1 or > ModelFile.MaxNetworks || !AreSizes(Targets.Count, Hidden, Components))
            return "a size of its networks is out of range";
        if (!Enum.IsDefined(Covariance) || !Enum.IsDefined(Activation))
            return "its covariance or activation is unknown";
        if (!(LowestLogScale >= -MaxLogScale && LowestLogScale < HighestLogScale && HighestLogScale <= MaxLogScale))
            return "its bounds of log scales are invalid";
        if (Calibration is not null && Calibration.ToCalibration()?.Targets.Count != Targets.Count)
            return "its conformity scores are invalid";
        return null;
    }

    /// <summary>Whether a network of these sizes is within the limits of a model file.</summary>
    public static bool AreSizes(int targets, IReadOnlyList<int> hidden, int components) =>
        targets is > 0 and <= MaxTargets && components is > 0 and <= MaxSize && hidden.Count is > 0 and <= MaxLayers
            && hidden.All(h => h is > 0 and <= MaxSize);

    public MixtureDensityNetwork NewNetwork() => new(
        Schema.Width, Hidden, Components, Targets.Count, Covariance, Activation, (LowestLogScale, HighestLogScale));

    private static bool IsValid(TargetScaling? target) =>
        target is not null && double.IsFinite(target.Mean) && double.IsFinite(target.Origin)
            && IsPositive(target.Deviation) && target.Observation is { IsValid: true };

    private static bool IsBin(PleBin? bin) =>
        bin is not null && double.IsFinite(bin.From) && double.IsFinite(bin.To) && bin.To > bin.From
            && bin.Mean is >= 0 and <= 1;

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
