using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Data;

public sealed class TableSchemaTests
{
    private static readonly Table Animals = new(
    [
        new NumericColumn("weight", [2, 4, 6]),
        new TextColumn("kind", ["dog", "cat", "dog"]),
        new NumericColumn("age", [1, 2, 6]),
    ]);

    [Fact]
    public void Numbers_are_standardised_and_texts_become_places()
    {
        TableSchema schema = TableSchema.Fit(Animals, ["weight", "kind"], ["age"]);
        double d = Math.Sqrt(8.0 / 3);
        Assert.Equal(3, schema.Width);
        // The categories stand in order: cat, dog.
        Close.To([-2 / d, 0, 1, 0, 1, 0, 2 / d, 0, 1], schema.EncodeInputs(Animals).Doubles(), 1e-6);
    }

    [Fact]
    public void Targets_are_standardised_and_keep_their_own_units_besides()
    {
        TableSchema schema = TableSchema.Fit(Animals, ["weight"], ["age"]);
        double d = Math.Sqrt((4 + 1 + 9) / 3.0);
        Close.To([-2 / d, -1 / d, 3 / d], StandardizedTargets(schema), 1e-6);
        Assert.Equal([1.0, 2, 6], schema.TargetValues(Animals).Doubles());
        Assert.Equal(1, Assert.Single(schema.Targets).Spacing);
    }

    [Fact]
    public void A_grid_that_is_not_sought_is_not_found() =>
        Assert.Equal(0, Assert.Single(TableSchema.Fit(Animals, ["weight"], ["age"], seekGrids: false).Targets).Spacing);

    [Fact]
    public void Large_numbers_close_together_keep_their_differences()
    {
        Table times = new([new NumericColumn("time", [1.7e9, 1.7e9 + 1, 1.7e9 + 2]),
            new NumericColumn("y", [1, 2, 3])]);
        double d = Math.Sqrt(2.0 / 3);
        Close.To([-1 / d, 0, 1 / d], TableSchema.Fit(times, ["time"], ["y"]).EncodeInputs(times).Doubles(), 1e-6);
    }

    [Theory, InlineData(1e-200), InlineData(1e200)]
    public void Numbers_whose_squares_are_no_numbers_are_standardised_too(double unit)
    {
        Table table = new([new NumericColumn("x", [1 * unit, 2 * unit, 3 * unit]), new NumericColumn("y", [1, 2, 3])]);
        double d = Math.Sqrt(2.0 / 3);
        Close.To([-1 / d, 0, 1 / d], TableSchema.Fit(table, ["x"], ["y"]).EncodeInputs(table).Doubles(), 1e-6);
    }

    [Fact]
    public void A_category_that_training_did_not_have_is_told_with_its_row()
    {
        TableSchema schema = TableSchema.Fit(Animals, ["kind"], ["age"]);
        var e = Assert.Throws<UnknownCategoryException>(() =>
            schema.EncodeInputs(new Table([new TextColumn("kind", ["cat", "fish"])])));
        Assert.Equal(1, e.Row);
        Assert.Contains("'fish'", e.Message);
        Assert.Contains("cat, dog", e.Message);
    }

    [Fact]
    public void Columns_that_are_missing_constant_or_of_another_kind_are_refused()
    {
        Table constant = new([new NumericColumn("a", [1, 1]), new TextColumn("b", ["x", "x"]),
            new NumericColumn("y", [1, 2])]);
        Assert.Contains("'c'", Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["c"], ["y"])).Message);
        Assert.Contains("'a' is constant",
            Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["a"], ["y"])).Message);
        Assert.Contains("'b' is constant",
            Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["b"], ["y"])).Message);
        Assert.Contains("'b' holds texts",
            Assert.Throws<ArgumentException>(() => TableSchema.Fit(constant, ["y"], ["b"])).Message);
        TableSchema schema = TableSchema.Fit(Animals, ["kind"], ["age"]);
        Assert.Contains("holds numbers",
            Assert.Throws<ArgumentException>(() =>
            schema.EncodeInputs(new Table([new NumericColumn("kind", [1])]))).Message);
    }

    [Fact]
    public void A_table_without_columns_has_no_rows() => Assert.Equal(0, new Table([]).Rows);

    [Fact]
    public void Some_rows_of_a_table_are_a_table_in_the_order_wanted()
    {
        Table some = Animals.Select([2, 0]);
        Assert.Equal(2, some.Rows);
        Assert.Equal([6, 2], some.Numbers("weight"));
        Assert.Equal(["dog", "dog"], Assert.IsType<TextColumn>(some["kind"]).Values);
        Assert.Throws<IndexOutOfRangeException>(() => Animals.Select([3]));
    }

    [Fact]
    public void Columns_of_several_lengths_or_of_one_name_are_no_table()
    {
        Assert.Contains("'b' has 2 rows",
            Assert.Throws<ArgumentException>(() =>
            new Table([new NumericColumn("a", [1, 2, 3]), new NumericColumn("b", [1, 2])])).Message);
        Assert.Contains("'a'",
            Assert.Throws<ArgumentException>(() =>
            new Table([new NumericColumn("a", [1]), new TextColumn("a", ["x"])])).Message);
    }

    private static double[] StandardizedTargets(TableSchema schema)
    {
        var block = new float[Animals.Rows];
        new ScaledTargets(schema, Animals).Fill([.. Enumerable.Range(0, Animals.Rows)], block, Animals.Rows);
        return [.. block.Select(v => (double)v)];
    }
}
