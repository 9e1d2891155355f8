using System.Text.Json.Serialization;

namespace MixtureDensity;

/// <summary>What a model file says of its model, but for the weights.</summary>
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
    TrainingSummary Training)
{
    // Larger than any network one would train, and small enough that their products do not overflow.
    private const int MaxSize = 1 << 16;

    private const int MaxTargets = 1000;
    private const int MaxLayers = 100;

    // Its exponential is still a number in single precision, and so is one over it.
    private const double MaxLogScale = 80;

    /// <summary>An input column: of numbers with a mean and a deviation, or of texts with categories.</summary>
    internal sealed record Input(string Name, double? Mean, double? Deviation, IReadOnlyList<string>? Categories,
        IReadOnlyList<PleBin>? Bins = null, bool HasMissing = false, bool HasOther = false,
        CalendarPart Part = CalendarPart.None, string? Format = null)
    {
        public static Input From(InputEncoding column) => column switch
        {
            NumericEncoding numeric => new(numeric.Name, numeric.Mean, numeric.Deviation, null, numeric.Bins,
                numeric.HasMissing, Part: numeric.Part, Format: numeric.Format),
            OneHotEncoding categorical => new(categorical.Name, null, null, categorical.Categories, null,
                categorical.HasMissing, categorical.HasOther),
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };

        [JsonIgnore]
        public bool IsSound => !string.IsNullOrEmpty(Name) && (Categories is null
            ? Mean is { } mean && double.IsFinite(mean) && Deviation is { } deviation && IsPositive(deviation)
                && (Bins is null || (Bins.Count <= MaxSize && Bins.All(IsBin))) && !HasOther && Enum.IsDefined(Part)
            : Mean is null && Deviation is null && Bins is null && Part == CalendarPart.None
                && Categories.Count is > 0 and <= MaxSize && ToColumn().Width > 1
                && Categories.All(c => c is not null) && Categories.Distinct().Count() == Categories.Count);

        public InputEncoding ToColumn() =>
            Categories is null ? new NumericEncoding(Name, Mean!.Value, Deviation!.Value, Bins ?? [], HasMissing, Part,
                Format)
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
                network.Components,
            network.Covariance, network.Activation, network.LogScaleBounds.Lower, network.LogScaleBounds.Upper,
                model.Training);
    }

    /// <summary>What is wrong with it, or null.</summary>
    public string? FindError()
    {
        // The parts of a time share its name.
        (string, CalendarPart)[] names = [.. Inputs.Select(i => (i?.Name ?? "", i?.Part ?? CalendarPart.None)),
            .. Targets.Select(t => (t?.Name ?? "", CalendarPart.None))];
        if (Inputs.Count is 0 or > MaxSize || !Inputs.All(i => i is { IsSound: true }))
            return "an input column makes no sense";
        if (Targets.Count is 0 or > MaxTargets
            || !Targets.All(t => t is not null && double.IsFinite(t.Mean + t.Origin) && IsPositive(t.Deviation)
            && t.Spacing >= 0 && double.IsFinite(t.Spacing)))
            return "a target column makes no sense";
        if (names.Any(n => n.Item1 == "") || names.Distinct().Count() < names.Length)
            return "a column has no name, or the name of another";
        if (Networks is < 1 or > ModelFile.MaxNetworks || !AreSizes(Targets.Count, Hidden, Components))
            return "a size of its networks is out of range";
        if (!Enum.IsDefined(Covariance) || !Enum.IsDefined(Activation))
            return "its networks are of an unknown kind";
        if (!(LowestLogScale >= -MaxLogScale && LowestLogScale < HighestLogScale && HighestLogScale <= MaxLogScale))
            return "its bounds of the scales make no sense";
        return null;
    }

    /// <summary>Whether a network in a file may have so many targets, such layers and so many components.</summary>
    public static bool AreSizes(int targets, IReadOnlyList<int> hidden, int components) =>
        targets is > 0 and <= MaxTargets && components is > 0 and <= MaxSize && hidden.Count is > 0 and <= MaxLayers
            && hidden.All(h => h is > 0 and <= MaxSize);

    public MixtureDensityNetwork NewNetwork() => new(
        Schema.Width, Hidden, Components, Targets.Count, Covariance, Activation, (LowestLogScale, HighestLogScale));

    private static bool IsBin(PleBin? bin) =>
        bin is not null && double.IsFinite(bin.From) && double.IsFinite(bin.To) && bin.To > bin.From
            && bin.Mean is >= 0 and <= 1;

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
