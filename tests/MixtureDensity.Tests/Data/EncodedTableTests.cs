using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Data;

public sealed class EncodedTableTests
{
    private static readonly Random Random = new(1);
    private static readonly double[] Numbers = [.. Enumerable.Range(0, 700).Select(_ => 1e9 + Random.NextDouble())];
    private static readonly string[] Kinds =
        [.. Enumerable.Range(0, 700).Select(_ => "abc"[Random.Next(3)].ToString())];
    private static readonly Table Rows =
        new([new NumericColumn("number", Numbers), new TextColumn("kind", Kinds), new NumericColumn("y", Numbers)]);
    private static readonly TableSchema Schema = TableSchema.Fit(Rows, ["number", "kind"], ["y"]).WithBins(Rows, 6);

    [Fact]
    public void Any_rows_in_any_order_are_encoded_cell_by_cell()
    {
        int[] rows = [.. Enumerable.Range(0, 700).Select(i => i * 37 % 700)];
        const int Width = 720;
        var encoded = new EncodedTable(Schema, Rows);
        var block = new float[encoded.Columns * Width];
        encoded.Fill(rows, block, Width);
        var number = (NumericEncoding)Schema.Inputs[0];
        for (int n = 0; n < rows.Length; n++)
        {
            double value = Numbers[rows[n]];
            double[] expected =
            [
                (value - number.Mean) / number.Deviation, .. number.Bins.Select(r => r.Encode(value)),
                    .. "abc".Select(k => Kinds[rows[n]] == k.ToString() ? 1.0 : 0),
            ];
            Close.To(expected, [.. Enumerable.Range(0, encoded.Columns)
                .Select(line => (double)block[line * Width + n])], 1e-6, 1e-7, $"in row {n}");
        }
    }

    [Fact]
    public void What_is_left_of_a_line_repeats_its_last_value()
    {
        var encoded = new EncodedTable(Schema, Rows);
        var block = new float[encoded.Columns * 16];
        encoded.Fill([3, 5, 8], block, 16);
        for (int line = 0; line < encoded.Columns; line++)
            Assert.All(block[(line * 16 + 3)..((line + 1) * 16)], value => Assert.Equal(block[line * 16 + 2], value));
    }

    [Fact]
    public void A_cell_next_to_the_mean_becomes_no_subnormal_number()
    {
        Table table = new([new NumericColumn("x", [-1, 1, 1e-42, -1e-40, 0])]);
        var schema = new TableSchema([new NumericEncoding("x", 0, 1, [])], []);
        Assert.Equal([-1, 1, 0, 0, 0], new EncodedTable(schema, table).Gather([0, 1, 2, 3, 4]).Doubles());
    }
}
