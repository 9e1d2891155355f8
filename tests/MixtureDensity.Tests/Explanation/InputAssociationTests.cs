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
    public void Missing_numbers_and_constant_columns_have_none()
    {
        Assert.Equal(0, Strength(Numbers("a", A), Numbers("b", A.Select(_ => double.NaN))));
        Assert.Equal(0, Strength(Texts("t", A.Select(_ => "same")), Numbers("b", A)));
        Assert.Equal(0, Strength(Texts("t", A.Select(_ => "same")), Texts("u", B.Select(b => $"{b > 0.5}"))));
    }
}
