using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Explanation;

public sealed class InputAssociationTests
{
    private const int Rows = 500;
    private static readonly Random Source = new(6);
    private static readonly double[] A = [.. Draw()];
    private static readonly double[] B = [.. Draw()];

    private static IEnumerable<double> Draw() => Enumerable.Range(0, Rows).Select(_ => Source.NextDouble());

    private static double Strength(TableColumn a, TableColumn b) =>
        InputAssociation.Strongest(new Table([a, b]), [[a.Name], [b.Name]])!.Strength;

    private static NumericColumn Numbers(string name, IEnumerable<double> values) => new(name, [.. values]);

    private static TextColumn Texts(string name, IEnumerable<string> values) => new(name, [.. values]);

    [Fact]
    public void That_of_numbers_is_the_rank_correlation()
    {
        double[] mixed = [.. A.Zip(B, (a, b) => -a + 0.5 * b)];
        int[] RanksOf(double[] values) => [.. values.Select(v => values.Count(w => w < v))];
        double squares = RanksOf(A).Zip(RanksOf(mixed), (i, j) => (double)(i - j) * (i - j)).Sum();
        Close.To(Math.Abs(1 - 6 * squares / (Rows * ((double)Rows * Rows - 1))),
            Strength(Numbers("a", A), Numbers("b", mixed)), 1e-12);
        Close.To(1, Strength(Numbers("a", A), Numbers("b", A.Select(Math.Exp))), 1e-12);
        Close.To(0, Strength(Numbers("a", A), Numbers("b", B)), 0, 0.15);
    }

    [Fact]
    public void That_with_categories_is_1_if_they_decide_and_near_0_if_they_are_drawn_apart()
    {
        TextColumn quarters = Texts("q", A.Select(a => $"{(int)(4 * a)}")), same = Texts("s",
            A.Select(a => $"group {(int)(4 * a)}")), others = Texts("o", B.Select(b => $"{(int)(40 * b)}"));
        Close.To(1, Strength(quarters, same), 0, 0.01);
        Assert.InRange(Strength(Numbers("a", A), quarters), 0.9, 1);
        Assert.InRange(Strength(quarters, Numbers("a", A)), 0.9, 1);
        // Forty categories fit anything a little; that is taken off.
        Assert.InRange(Strength(Numbers("a", A), others), 0, 0.3);
        Assert.InRange(Strength(quarters, others), 0, 0.3);
    }

    [Fact]
    public void The_strongest_is_sought_between_groups_only()
    {
        var table = new Table([Numbers("a", A), Numbers("copy", A), Numbers("b", A.Zip(B, (a, b) => a + b))]);
        InputAssociation all = InputAssociation.Strongest(table, [["a"], ["copy"], ["b"]])!;
        Assert.Equal(("a", "copy"), (all.First, all.Second));
        Assert.Equal("b", InputAssociation.Strongest(table, [["a", "copy"], ["b"]])!.Second);
        Assert.Null(InputAssociation.Strongest(table, [["a", "copy", "b"]]));
    }

    [Fact]
    public void Equal_numbers_share_the_mean_of_their_ranks()
    {
        double[] a = [.. A.Select(v => Math.Floor(6 * v))], b = [.. A.Zip(B, (v, w) => Math.Floor(3 * (v + w)))];
        static double[] RanksOf(double[] values) =>
            [.. values.Select(v => values.Count(w => w < v) + values.Count(w => w == v) / 2.0 - values.Length / 2.0)];
        double[] ofA = RanksOf(a), ofB = RanksOf(b);
        Close.To(ofA.Zip(ofB, (i, j) => i * j).Sum() / Math.Sqrt(ofA.Sum(i => i * i) * ofB.Sum(i => i * i)),
            Strength(Numbers("a", a), Numbers("b", b)), 1e-12);
    }

    // Ranks −1, 0 and 1, and for the missing one their mean; beside −1.5, −0.5, 0.5 and 1.5.
    [Fact]
    public void A_missing_number_has_the_mean_rank() => Close.To(3 / Math.Sqrt(2 * 5),
        Strength(Numbers("a", [1, 2, double.NaN, 9]), Numbers("b", [4, 5, 6, 7])), 1e-12);

    // By hand: of the squares 17.5 are 4 within; ε² = 1 − (4/4)/(17.5/5).
    [Fact]
    public void That_of_a_number_and_a_category_is_what_the_categories_explain_less_what_chance_does()
    {
        NumericColumn numbers = Numbers("a", [1, 2, 3, 4, 5, 6]);
        Close.To(Math.Sqrt(5 / 7.0), Strength(numbers, Texts("t", ["x", "x", "x", "y", "y", "y"])), 1e-12);
        // Names of the rows explain nothing.
        Assert.Equal(0, Strength(numbers, Texts("t", ["a", "b", "c", "d", "e", "f"])));
    }

    // By hand: χ²/n is 7/30, less (2 − 1)(3 − 1)/(20 − 1), in parts of 2 − 1/19 − 1.
    [Fact]
    public void That_of_two_categories_is_a_corrected_Cramers_V()
    {
        int[,] rows = { { 6, 3, 1 }, { 2, 3, 5 } };
        (string A, string B)[] cells = [.. Enumerable.Range(0, 6).SelectMany(i =>
            Enumerable.Repeat(($"a{i / 3}", $"b{i % 3}"), rows[i / 3, i % 3]))];
        TextColumn a = Texts("a", cells.Select(c => c.A)), b = Texts("b", cells.Select(c => c.B));
        double expected = Math.Sqrt((7 / 30.0 - 2 / 19.0) / (18 / 19.0));
        Close.To(expected, Strength(a, b), 1e-12);
        Close.To(expected, Strength(b, a), 1e-12);
    }

    [Fact]
    public void Missing_numbers_and_constant_columns_have_none()
    {
        Assert.Equal(0, Strength(Numbers("a", A), Numbers("b", A.Select(_ => double.NaN))));
        Assert.Equal(0, Strength(Texts("t", A.Select(_ => "same")), Numbers("b", A)));
        Assert.Equal(0, Strength(Texts("t", A.Select(_ => "same")), Texts("u", B.Select(b => $"{b > 0.5}"))));
    }
}
