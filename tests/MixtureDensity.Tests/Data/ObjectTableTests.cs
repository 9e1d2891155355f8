namespace MixtureDensity.Tests.Data;

public sealed class ObjectTableTests
{
    private enum Colour
    {
        Red,
        Blue,
    }

    private sealed record Case(
        double X, int? Count, string? Name, bool IsNew, Colour Colour, DateTime At, DateOnly? Day);

    [Fact]
    public void Properties_become_columns_of_their_kind()
    {
        Table table = Table.FromObjects(
        [
            new Case(1.5, 3, "a", true, Colour.Blue, new DateTime(1970, 1, 2, 12, 0, 0), new DateOnly(1970, 1, 11)),
            new Case(-2, null, null, false, Colour.Red, new DateTime(1969, 12, 31), null),
        ]);
        Assert.Equal(2, table.Rows);
        Assert.Equal([1.5, -2], table.Numbers("X"));
        Assert.Equal([3, double.NaN], table.Numbers("Count"));
        Assert.Equal(["a", null], ((TextColumn)table["Name"]).Values);
        Assert.Equal(["True", "False"], ((TextColumn)table["IsNew"]).Values);
        Assert.Equal(["Blue", "Red"], ((TextColumn)table["Colour"]).Values);
        Assert.Equal([1.5, -1], table.Numbers("At"));
        Assert.Equal([10, double.NaN], table.Numbers("Day"));
        Assert.True(((NumericColumn)table["At"]).IsTime && ((NumericColumn)table["Day"]).IsTime);
        Assert.False(((NumericColumn)table["X"]).IsTime);
    }

    [Fact]
    public void Numbers_of_all_types_are_numbers()
    {
        object[] numbers = [(Half)2.5, Int128.Parse("-7"), UInt128.Parse("7"), 2.5f, 2.5m, (byte)7, 7ul];
        Assert.Equal([2.5, -7, 7, 2.5, 2.5, 7, 7],
            numbers.Select(n => Table.FromObjects([new Dictionary<string, object?> { ["n"] = n }]).Numbers("n")[0]));
    }

    [Fact]
    public void A_column_of_nulls_may_be_one_of_texts()
    {
        Table table = Table.FromObjects([new { name = (string?)null, x = 1.0 }]);
        Assert.Equal([null], table.Texts("name"));
        Assert.Throws<ArgumentException>(() => table.Texts("x"));
    }

    [Fact]
    public void A_time_is_the_same_on_every_machine()
    {
        var noon = new DateTime(1970, 1, 2, 12, 0, 0);
        Assert.Equal([1.5, 1.25, 1.75], Table.FromObjects([new { at = new DateTimeOffset(noon, TimeSpan.Zero) },
            new { at = new DateTimeOffset(noon, TimeSpan.FromHours(6)) },
            new { at = new DateTimeOffset(noon, TimeSpan.FromHours(-6)) }]).Numbers("at"));
        Assert.All(Enum.GetValues<DateTimeKind>(), kind => Assert.Equal([1.5],
            Table.FromObjects([new { at = DateTime.SpecifyKind(noon, kind) }]).Numbers("at")));
    }

    [Fact]
    public void Dictionaries_and_anonymous_objects_are_rows_too()
    {
        Assert.Equal([80, 70], Table.FromObjects([new { waiting = 80m }, new { waiting = 70m }]).Numbers("waiting"));
        Assert.Equal([80], Table.FromObjects([new Dictionary<string, double> { ["the wait"] = 80 }])
            .Numbers("the wait"));
        Table mixed = Table.FromObjects([new Dictionary<string, object?> { ["a"] = 1, ["b"] = "x" },
            new Dictionary<string, object?> { ["b"] = null, ["a"] = 2.5f }]);
        Assert.Equal([1, 2.5], mixed.Numbers("a"));
        Assert.Equal(["x", null], ((TextColumn)mixed["b"]).Values);
    }

    [Fact]
    public void Rows_that_do_not_fit_together_are_refused_with_their_column()
    {
        Refuses("no rows");
        Refuses("Row 1 has 'b', which row 0 lacks", new { a = 1 }, new { b = 1 });
        Refuses("Row 1 has 1 values, and row 0 2", new { a = 1, b = 2 }, new { a = 1 });
        Refuses("Column 'a' holds a Int32 and a String", new { a = 1 }, new { a = "x" });
        Refuses("Column 'a' holds a String and a Double", new { a = "x" }, new { a = 1.0 });
        Refuses("Column 'a' holds a DateTime and a Int32", new { a = DateTime.UnixEpoch }, new { a = 1 });
        Refuses("Column 'a' holds a Int32[]", new { a = new[] { 1 } });
        foreach (object value in new object[] { 80.0, "x", new[] { 80.0 }, DateTime.UnixEpoch })
            Refuses($"a {value.GetType().Name} is neither", value);

        static void Refuses(string message, params object[] rows) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => Table.FromObjects(rows)).Message);
    }

    [Fact]
    public void A_matrix_becomes_columns_of_numbers()
    {
        Table table = Table.FromNumbers(new[,] { { 1, 2, 3 }, { 4, double.NaN, 6 } }, ["a", "b", "c"]);
        Assert.Equal([2, double.NaN], table.Numbers("b"));
        Assert.Equal([1, 4], table.Numbers("a"));
        Assert.Contains("3 columns and 2 names",
            Assert.Throws<ArgumentException>(() => Table.FromNumbers(new double[1, 3], ["a", "b"])).Message);
    }
}
