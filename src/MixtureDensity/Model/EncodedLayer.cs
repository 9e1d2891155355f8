using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// The first layer of a network, evaluated by table lookups on <see cref="BinnedRows"/> instead of a matrix product
/// with encoded rows.
/// </summary>
/// <remarks>
/// In the piecewise-linear encoding of a cell, all bins below the cell's bin are 1 and all above are 0; its own is the
/// position r in the bin. A column therefore adds C[bin] + 2 r w[bin] to a unit, with precomputed prefix sums C of the
/// weights w. A category adds its weight.
/// </remarks>
internal sealed class EncodedLayer
{
    private readonly TableSchema _schema;
    private readonly int _units;
    private readonly float[][] _sums; // per column: C or the weights of categories, [bins or categories, units]
    private readonly float[][] _slopes; // per column: weight of the standardised cell, then 2 w, [1 + bins, units]

    private readonly float[][] _missing; // [units]: of a missing number, or a text without a category
    private readonly float[] _biases; // [units]

    /// <param name="schema">The columns; <see cref="AppliesTo"/> must be true.</param>
    /// <param name="units">The number of outputs of the layer.</param>
    public EncodedLayer(TableSchema schema, int units)
    {
        (_schema, _units, Stride, _biases) = (schema, units, PackedMatrix.StrideOf(units), new float[units]);
        _sums = [.. schema.Inputs
            .Select(c => new float[Math.Max(1, c is NumericEncoding n ? n.Bins.Count : c.Width) * units])];
        _slopes = [.. schema.Inputs.Select(c => new float[(c is NumericEncoding n ? 1 + n.Bins.Count : 0) * units])];
        _missing = [.. schema.Inputs.Select(_ => new float[units])];
    }

    /// <summary>The stride between rows of outputs.</summary>
    public int Stride { get; }

    /// <summary>Whether lookups are faster than a matrix product, and the bins of all columns are contiguous.</summary>
    public static bool AppliesTo(TableSchema schema) =>
        schema.Width > 4 * schema.Inputs.Count
        && schema.Inputs.OfType<NumericEncoding>()
            .All(c => c.Bins.Zip(c.Bins.Skip(1)).All(pair => pair.First.To == pair.Second.From));

    /// <summary>Computes the tables.</summary>
    /// <param name="weights">[units, inputs].</param>
    /// <param name="biases">[units].</param>
    public void LoadWeights(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        biases.CopyTo(_biases);
        int inputs = _schema.Width, offset = 0;
        for (int column = 0; column < _schema.Inputs.Count; column++)
        {
            for (int unit = 0; unit < _units; unit++)
            {
                ReadOnlySpan<float> own = weights.Slice(unit * inputs + offset, _schema.Inputs[column].Width);
                if (_schema.Inputs[column] is NumericEncoding numeric)
                    LoadBins(numeric, own, column, unit);
                else
                {
                    float sum = 0;
                    for (int i = 0; i < own.Length; i++)
                        sum += _sums[column][i * _units + unit] = own[i];
                    _missing[column][unit] = sum / own.Length;
                }
            }
            offset += _schema.Inputs[column].Width;
        }
    }

    /// <summary>Computes W · inputs + b.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="values">Receives them, [rows, stride]; beyond the units they become 0.</param>
    public void Run(BinnedRows rows, Span<float> values)
    {
        for (int n = 0; n < rows.Count; n++)
        {
            Span<float> sum = values.Slice(n * Stride, _units);
            _biases.CopyTo(sum);
            values.Slice(n * Stride + _units, Stride - _units).Clear();
            for (int column = 0; column < _sums.Length; column++)
            {
                int at = column * rows.Capacity + n, index = rows.Indices[at];
                if (index == BinnedRows.NoIndex)
                {
                    ReadOnlySpan<float> missing = _missing[column];
                    Add(sum, missing, missing, 0, missing, 0);
                    continue;
                }
                ReadOnlySpan<float> constant = _sums[column].AsSpan(index * _units, _units), slopes = _slopes[column];
                if (_schema.Inputs[column] is NumericEncoding { Bins.Count: > 0 })
                    Add(sum, constant, slopes[.._units], rows.Standardized[at],
                        slopes.Slice((1 + index) * _units, _units), rows.Fractions[at]);
                else if (slopes.Length > 0)
                    Add(sum, constant, slopes[.._units], rows.Standardized[at], slopes[.._units], 0);
                else
                    Add(sum, constant, constant, 0, constant, 0);
            }
        }
    }

    private void LoadBins(NumericEncoding numeric, ReadOnlySpan<float> weights, int column, int unit)
    {
        IReadOnlyList<PleBin> bins = numeric.Bins;
        double missing = numeric.HasMissing ? weights[^1] : 0;
        for (int i = 0; i < bins.Count; i++)
            missing += weights[1 + i] * bins[i].Encode(numeric.Mean);
        _missing[column][unit] = (float)missing;
        _slopes[column][unit] = weights[0];
        double sum = 0;
        for (int i = 0; i < bins.Count; i++)
            sum -= 2 * weights[1 + i] * bins[i].Mean;
        for (int i = 0; i < bins.Count; i++)
        {
            _sums[column][i * _units + unit] = (float)sum;
            _slopes[column][(1 + i) * _units + unit] = 2 * weights[1 + i];
            sum += 2 * weights[1 + i];
        }
    }

    /// <summary>sum ← sum + a + b · β + c · γ.</summary>
    private static void Add(Span<float> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, float β,
        ReadOnlySpan<float> c, float γ)
    {
        Vector<float> ofB = new(β), ofC = new(γ);
        int i = 0;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
        {
            Vector<float> value = new Vector<float>(sum[i..]) + new Vector<float>(a[i..]);
            value = Vector.FusedMultiplyAdd(new Vector<float>(b[i..]), ofB, value);
            Vector.FusedMultiplyAdd(new Vector<float>(c[i..]), ofC, value).CopyTo(sum[i..]);
        }
        for (; i < a.Length; i++)
            sum[i] += a[i] + b[i] * β + c[i] * γ;
    }
}
