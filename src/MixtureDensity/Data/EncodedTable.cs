using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The inputs of a table as a network takes them, encoded on demand: a table of many columns, encoded as a whole, would
/// take some thirty times its memory.
/// </summary>
internal sealed class EncodedTable : IRowSource<float>
{
    // Cells of a column at once, on the stack.
    private const int CellsAtOnce = 256;

    private readonly Column[] _columns;

    /// <param name="schema">The columns.</param>
    /// <param name="table">The rows.</param>
    public EncodedTable(TableSchema schema, Table table)
    {
        (Rows, Columns) = (table.Rows, schema.Width);
        _columns = [.. schema.Inputs.Select(column => Column.From(column, table))];
    }

    public int Rows { get; }

    public int Columns { get; }

    public void Fill(ReadOnlySpan<int> rows, Span<float> block, int width)
    {
        int line = 0;
        foreach (Column column in _columns)
        {
            Span<float> own = block.Slice(line * width, column.Width * width);
            for (int from = 0; from < rows.Length; from += CellsAtOnce)
                column.Fill(rows.Slice(from, Math.Min(CellsAtOnce, rows.Length - from)), own[from..], width);
            for (int i = 0; i < column.Width; i++)
                own.Slice(i * width + rows.Length, width - rows.Length).Fill(own[i * width + rows.Length - 1]);
            line += column.Width;
        }
    }

    /// <summary>Some rows as a tensor, float32 [rows, columns].</summary>
    public Tensor Gather(ReadOnlySpan<int> rows)
    {
        if (rows.Length == 0)
            return zeros([0, Columns], ScalarType.Float32, CPU);
        using Tensor block = zeros([Columns, rows.Length], ScalarType.Float32, CPU);
        // Into the tensor's own memory: large arrays would wait for a collection.
        Fill(rows, MemoryMarshal.Cast<byte, float>(block.bytes), rows.Length);
        using Tensor transposed = block.t();
        return transposed.contiguous();
    }

    private abstract class Column
    {
        public abstract int Width { get; }

        public static Column From(InputEncoding column, Table table) => column switch
        {
            NumericEncoding numeric => new Numbers(numeric, numeric.NumbersIn(table)),
            OneHotEncoding categorical => new Categories(categorical.Width, categorical.PlacesIn(table)),
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };

        /// <summary>Encodes the cells of some rows into lines with a stride between them.</summary>
        public abstract void Fill(ReadOnlySpan<int> rows, Span<float> lines, int stride);
    }

    private sealed class Numbers(NumericEncoding column, double[] values) : Column
    {
        public override int Width => column.Width;

        public override void Fill(ReadOnlySpan<int> rows, Span<float> lines, int stride)
        {
            Span<double> cells = stackalloc double[CellsAtOnce];
            for (int n = 0; n < rows.Length; n++)
                cells[n] = double.IsNaN(values[rows[n]]) ? column.Mean : values[rows[n]];
            // The last vector may be padded with zeros, whose encoding is not used.
            cells[rows.Length..].Clear();
            Span<float> line = stackalloc float[CellsAtOnce];
            Vector<double> mean = new(column.Mean), deviation = new(column.Deviation);
            // A number this close to the mean counts as the mean: its products would be subnormal.
            Vector<double> negligible = new(Negligible<float>.Gradient);
            for (int n = 0; n < rows.Length; n += Vector<float>.Count)
                Vector.Narrow(Standardize(Load(cells, n)),
                    Standardize(Load(cells, n + Vector<double>.Count))).CopyTo(line[n..]);
            line[..rows.Length].CopyTo(lines);
            for (int i = 0; i < column.Bins.Count; i++)
            {
                PleBin bin = column.Bins[i];
                Vector<double> start = new(bin.From), length = new(bin.To - bin.From), centre = new(bin.Mean);
                for (int n = 0; n < rows.Length; n += Vector<float>.Count)
                    Vector.Narrow(Encode(Load(cells, n)),
                        Encode(Load(cells, n + Vector<double>.Count))).CopyTo(line[n..]);
                line[..rows.Length].CopyTo(lines[((1 + i) * stride)..]);

                Vector<double> Encode(Vector<double> value)
                {
                    Vector<double> position =
                        VectorMath.Clamp((value - start) / length, Vector<double>.Zero, Vector<double>.One) - centre;
                    return position + position;
                }
            }

            if (column.HasMissing)
            {
                Span<float> flags = lines.Slice((column.Width - 1) * stride, rows.Length);
                for (int n = 0; n < rows.Length; n++)
                    flags[n] = double.IsNaN(values[rows[n]]) ? 1 : 0;
            }

            Vector<double> Standardize(Vector<double> value) =>
                VectorMath.ZeroWithin((value - mean) / deviation, negligible);
        }

        private static Vector<double> Load(Span<double> cells, int from) => new(cells[from..]);
    }

    private sealed class Categories(int width, int[] places) : Column
    {
        public override int Width => width;

        public override void Fill(ReadOnlySpan<int> rows, Span<float> lines, int stride)
        {
            for (int i = 0; i < Width; i++)
                lines.Slice(i * stride, rows.Length).Clear();
            for (int n = 0; n < rows.Length; n++)
            {
                if (places[rows[n]] != OneHotEncoding.NoPlace)
                    lines[places[rows[n]] * stride + n] = 1;
                else
                    for (int i = 0; i < Width; i++)
                        lines[i * stride + n] = 1f / Width;
            }
        }
    }
}
