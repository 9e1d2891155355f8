using System.ComponentModel.DataAnnotations;

namespace MixtureDensity.Tests.Training;

/// <summary>The ranges of options, and the message for a value outside.</summary>
public sealed class OptionRangeTests
{
    private const double Least = double.Epsilon;

    private sealed record Options
    {
        [Range(2, 3000)]
        public int Whole { get; init; } = 2;

        [Range(1e-8, 0.25)]
        public double Closed { get; init; } = 0.25;

        [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
        public double Open { get; init; } = 0.5;

        [Range(-1.5, 2500.5, MinimumIsExclusive = true)]
        public double AboveMinimum { get; init; }

        [Range(0.0, 1, MaximumIsExclusive = true)]
        public double BelowMaximum { get; init; }

        [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
        public double Positive { get; init; } = 1;

        [Range(0.0, double.MaxValue)]
        public double NotNegative { get; init; }

        [Range(0, (double)uint.MaxValue)]
        public long Long { get; init; }

        [Range(1, 9)]
        public int? Optional { get; init; }

        [Range(1, 9)]
        public IReadOnlyList<int>? List { get; init; } = [];

        public int Free { get; init; } = int.MinValue;
    }

    [Theory]
    [InlineData(nameof(Options.Whole), 1, "x is 1; it must be from 2 to 3,000.")]
    [InlineData(nameof(Options.Whole), 3001, "x is 3001; it must be from 2 to 3,000.")]
    [InlineData(nameof(Options.Closed), 0.0, "x is 0; it must be from 1E-08 to 0.25.")]
    [InlineData(nameof(Options.Closed), 0.3, "x is 0.3; it must be from 1E-08 to 0.25.")]
    [InlineData(nameof(Options.Open), 0.0, "x is 0; it must be greater than 0 and less than 1.")]
    [InlineData(nameof(Options.Open), 1.0, "x is 1; it must be greater than 0 and less than 1.")]
    [InlineData(nameof(Options.AboveMinimum), -1.5, "x is -1.5; it must be greater than -1.5 and at most 2,500.5.")]
    [InlineData(nameof(Options.AboveMinimum), 2501.0, "x is 2501; it must be greater than -1.5 and at most 2,500.5.")]
    [InlineData(nameof(Options.BelowMaximum), -Least, "x is -5E-324; it must be at least 0 and less than 1.")]
    [InlineData(nameof(Options.BelowMaximum), 1.0, "x is 1; it must be at least 0 and less than 1.")]
    [InlineData(nameof(Options.Positive), 0.0, "x is 0; it must be finite and greater than 0.")]
    [InlineData(nameof(Options.Positive), double.PositiveInfinity,
        "x is Infinity; it must be finite and greater than 0.")]
    [InlineData(nameof(Options.NotNegative), -1.0, "x is -1; it must be finite and at least 0.")]
    [InlineData(nameof(Options.NotNegative), double.NaN, "x is NaN; it must be finite and at least 0.")]
    [InlineData(nameof(Options.Long), 4294967296L, "x is 4294967296; it must be from 0 to 4,294,967,295.")]
    public void A_value_out_of_range_is_reported_with_its_range(string property, object value, string problem) =>
        Assert.Equal(problem, OptionRange.Problem("x", value, OptionRange.Find(typeof(Options), property)));

    [Theory]
    [InlineData(nameof(Options.Whole), 2)]
    [InlineData(nameof(Options.Whole), 3000)]
    [InlineData(nameof(Options.Closed), 1e-8)]
    [InlineData(nameof(Options.Closed), 0.25)]
    [InlineData(nameof(Options.Open), Least)]
    [InlineData(nameof(Options.Open), 0.9999999999999999)]
    [InlineData(nameof(Options.AboveMinimum), -1.4999999999999998)]
    [InlineData(nameof(Options.AboveMinimum), 2500.5)]
    [InlineData(nameof(Options.BelowMaximum), 0.0)]
    [InlineData(nameof(Options.BelowMaximum), 0.9999999999999999)]
    [InlineData(nameof(Options.Positive), Least)]
    [InlineData(nameof(Options.Positive), double.MaxValue)]
    [InlineData(nameof(Options.NotNegative), 0.0)]
    [InlineData(nameof(Options.Long), 4294967295L)]
    public void A_value_on_a_bound_that_belongs_to_the_range_or_next_to_one_that_does_not_is_in_it(
        string property, object value) =>
        Assert.Null(OptionRange.Problem("x", value, OptionRange.Find(typeof(Options), property)));

    [Theory]
    [InlineData(nameof(Options.Whole))]
    [InlineData(nameof(Options.Open))]
    [InlineData(nameof(Options.NotNegative))]
    public void What_is_not_a_number_is_in_no_range(string property) =>
        Assert.StartsWith("x is NaN; it must be ",
            OptionRange.Problem("x", double.NaN, OptionRange.Find(typeof(Options), property)));

    [Fact]
    public void Every_property_of_a_record_is_checked()
    {
        OptionRange.Validate(new Options());
        Refuses(new Options { Whole = 1 }, nameof(Options.Whole), 1);
        Refuses(new Options { Open = 1 }, nameof(Options.Open), 1.0);
        Refuses(new Options { Long = -1 }, nameof(Options.Long), -1L);
    }

    [Fact]
    public void A_property_without_a_value_is_in_range_and_one_with_a_value_is_checked()
    {
        OptionRange.Validate(new Options { Optional = null, List = null });
        OptionRange.Validate(new Options { Optional = 9 });
        Refuses(new Options { Optional = 10 }, nameof(Options.Optional), 10);
    }

    [Fact]
    public void Of_a_list_each_element_is_checked_and_the_first_out_of_range_is_reported()
    {
        OptionRange.Validate(new Options { List = [1, 9] });
        Refuses(new Options { List = [1, 12, 0] }, nameof(Options.List), 12);
    }

    [Fact]
    public void A_property_that_declares_no_range_has_none()
    {
        Assert.Contains("Options.Free declares no range",
            Assert.Throws<ArgumentException>("property", () =>
                OptionRange.Find(typeof(Options), nameof(Options.Free))).Message);
        Assert.Contains("Options.Nothing declares no range",
            Assert.Throws<ArgumentException>("property", () => OptionRange.Find(typeof(Options), "Nothing")).Message);
    }

    public static TheoryData<string> RangedOptions =>
        [.. Ranged.Select(p => $"{p.Type.Name}.{p.Property}")];

    private static IEnumerable<(Type Type, string Property)> Ranged =>
        from type in new[] { typeof(ModelOptions), typeof(TrainingOptions), typeof(Architecture) }
        from property in type.GetProperties()
        where property.IsDefined(typeof(RangeAttribute), inherit: false)
        select (type, property.Name);

    [Theory, MemberData(nameof(RangedOptions))]
    public void An_option_of_a_model_takes_its_bounds_and_nothing_beyond_them(string option)
    {
        var (type, property) = Ranged.Single(p => $"{p.Type.Name}.{p.Property}" == option);
        RangeAttribute range = OptionRange.Find(type, property);
        double min = Convert.ToDouble(range.Minimum), max = Convert.ToDouble(range.Maximum);
        bool isWhole = range.OperandType == typeof(int);

        Assert.Equal(range.MinimumIsExclusive, OptionRange.Problem(option, min, range) is not null);
        Assert.Equal(range.MaximumIsExclusive, OptionRange.Problem(option, max, range) is not null);
        Assert.NotNull(OptionRange.Problem(option, isWhole ? min - 1 : double.BitDecrement(min), range));
        Assert.NotNull(OptionRange.Problem(option, isWhole ? max + 1 : double.BitIncrement(max), range));
    }

    [Fact]
    public void A_model_is_not_begun_with_an_option_out_of_its_range()
    {
        var table = new Table([new NumericColumn("x", [.. Rising]), new NumericColumn("y", [.. Rising])]);
        Refuses(new ModelOptions { Components = 1001 }, "Components");
        Refuses(new ModelOptions { Folds = 1 }, "Folds");
        Refuses(new ModelOptions { Folds = 51 }, "Folds");
        Refuses(new ModelOptions { Refits = -1 }, "Refits");
        Refuses(new ModelOptions { Refits = 901 }, "Refits");
        Refuses(new ModelOptions { Seed = -1 }, "Seed");
        Refuses(new ModelOptions { Architectures = [new([8, 10_001])] }, "Hidden");
        Refuses(new ModelOptions { Architectures = [new([8]), new([8], Bins: 1001)] }, "Bins");
        Refuses(new ModelOptions { Architectures = [new([8], Bins: -1)] }, "Bins");
        RefusesTraining(new TrainingOptions { Steps = 0 }, "Steps");
        RefusesTraining(new TrainingOptions { Effort = 0 }, "Effort");
        RefusesTraining(new TrainingOptions { BatchSize = 0 }, "BatchSize");
        RefusesTraining(new TrainingOptions { LearningRate = 0 }, "LearningRate");
        RefusesTraining(new TrainingOptions { WeightDecay = -1 }, "WeightDecay");
        RefusesTraining(new TrainingOptions { MaxGradientNorm = 0 }, "MaxGradientNorm");
        RefusesTraining(new TrainingOptions { EmaDecay = 1 }, "EmaDecay");
        RefusesTraining(new TrainingOptions { PatienceFraction = double.NaN }, "PatienceFraction");

        void Refuses(ModelOptions options, string name) => Assert.Throws<ArgumentOutOfRangeException>(
            name, () => ModelTrainer.Fit(table, ["x"], ["y"], options));
        void RefusesTraining(TrainingOptions training, string name) =>
            Refuses(new ModelOptions { Training = training }, name);
    }

    private static IEnumerable<double> Rising => Enumerable.Range(0, 100).Select(i => (double)i);

    private static void Refuses(Options options, string name, object value)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(name, () => OptionRange.Validate(options));
        Assert.Equal(value, e.ActualValue);
        Assert.StartsWith($"{name} is {value}; it must be ", e.Message);
    }
}
