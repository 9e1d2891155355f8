namespace MixtureDensity.Tests.Data;

public sealed class InputCoverageTests
{
    private static readonly Table Training = new([
        new NumericColumn("age", [20, 30, double.NaN, 40, 50]),
        new NumericColumn("day", [18000, 18001, 18040, 18100, 18200]) { IsTime = true },
        new TextColumn("colour", ["red", "red", "blue", "blue", null]),
        new NumericColumn("y", [1, 2, 3, 4, 5]),
    ]);

    private static readonly TableSchema Schema = TableSchema.Fit(Training, ["age", "day", "colour"], ["y"]);

    [Fact]
    public void The_training_rows_are_covered()
    {
        var coverage = new InputCoverage(Schema);
        coverage.Add(Training);
        Assert.Empty(coverage.Uncovered);
        Assert.Equal(5, coverage.Rows);
    }

    [Fact]
    public void Each_input_is_counted_with_the_first_value_that_was_not_there()
    {
        var coverage = new InputCoverage(Schema);
        coverage.Add(Rows([20, 19.5, 50], [18000, 18200, 18201], ["red", "mauve", null]));
        coverage.Add(Rows([51, double.NaN], [18001, double.NaN], ["grey", "mauve"]));

        Assert.Equal(5, coverage.Rows);
        Assert.Equal([("age", 2, "19.5"), ("day", 1, "18201"), ("colour", 3, "mauve")],
            coverage.Uncovered.Select(u => (u.Input.Name, (int)u.Rows, u.Example)));
        Assert.Equal((20.0, 50.0), Range(0));
        Assert.Equal((18000.0, 18200.0), Range(1));

        (double, double) Range(int i) => coverage.Uncovered[i].Input is NumericEncoding input
            ? (input.Lowest!.Value, input.Highest!.Value) : default;
    }

    private static Table Rows(double[] age, double[] day, string?[] colour) => new([
        new NumericColumn("age", age), new NumericColumn("day", day) { IsTime = true },
        new TextColumn("colour", colour)]);
}
