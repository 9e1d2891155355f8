using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// The first layer of a network at work on rows that are not encoded: tables instead of the product of matrices.
/// </summary>
/// <remarks>
/// Of the bins of a column all are at 1 before the one that a cell v lies on, at the height r, and all behind it are at
/// 0. So
/// their part of a unit is C[bin] + 2 r w[bin], with the sums C of weights worked out once, and of a category it is a
/// weight: a
/// few numbers a column take the place of as many as it has bins or categories.
/// </remarks>
internal sealed class EncodedLayer
{
    private readonly TableSchema _schema;
    private readonly int _units;
    private readonly float[][] _sums; // of each column, [bins or categories, units]
    // [1 + bins, units]: of the standardised cell, and twice the weights of the bins
    private readonly float[][] _slopes;

    private readonly float[][] _missing; // [units]: of a missing number, or a text without a place

    /// <param name="schema">The columns, for which <see cref="Suits"/>.</param>
    /// <param name="units">The layer's outputs.</param>
    public EncodedLayer(TableSchema schema, int units)
    {
        (_schema, _units) = (schema, units);
        _sums = [.. schema.Inputs
            .Select(c => new float[Math.Max(1, c is NumericEncoding n ? n.Bins.Count : c.Width) * units])];
        _slopes = [.. schema.Inputs.Select(c => new float[(c is NumericEncoding n ? 1 + n.Bins.Count : 0) * units])];
        _missing = [.. schema.Inputs.Select(_ => new float[units])];
    }

    /// <summary>Whether tables are worth it, and each bin of a column begins where the one before it ends.</summary>
    public static bool Suits(TableSchema schema) =>
        schema.Width > 4 * schema.Inputs.Count
        && schema.Inputs.OfType<NumericEncoding>()
            .All(c => c.Bins.Zip(c.Bins.Skip(1)).All(pair => pair.First.To == pair.Second.From));

    /// <summary>Works out the tables.</summary>
    /// <param name="weights">[units, inputs].</param>
    public void TakeWeights(ReadOnlySpan<float> weights)
    {
        int inputs = _schema.Width, line = 0;
        for (int column = 0; column < _schema.Inputs.Count; column++)
        {
            for (int unit = 0; unit < _units; unit++)
            {
                ReadOnlySpan<float> own = weights.Slice(unit * inputs + line, _schema.Inputs[column].Width);
                if (_schema.Inputs[column] is NumericEncoding numeric)
                    TakeBins(numeric, own, column, unit);
                else
                {
                    float sum = 0;
                    for (int i = 0; i < own.Length; i++)
                        sum += _sums[column][i * _units + unit] = own[i];
                    _missing[column][unit] = sum / own.Length;
                }
            }
            line += _schema.Inputs[column].Width;
        }
    }

    /// <summary>Works on rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="values">Receives the products without the biases, [units, width].</param>
    /// <param name="width">At least as many as there are rows; the rest of a line repeats its last value.</param>
    public void Run(LocatedRows rows, Span<float> values, int width)
    {
        Span<float> sum = new float[_units];
        for (int n = 0; n < rows.Count; n++)
        {
            sum.Clear();
            for (int column = 0; column < _sums.Length; column++)
            {
                int at = column * rows.Capacity + n, step = rows.Steps[at];
                if (step == LocatedRows.NoStep)
                {
                    ReadOnlySpan<float> missing = _missing[column];
                    Add(sum, missing, missing, 0, missing, 0);
                    continue;
                }
                ReadOnlySpan<float> constant = _sums[column].AsSpan(step * _units, _units);
                if (_schema.Inputs[column] is NumericEncoding { Bins.Count: > 0 })
                    Add(sum, constant, _slopes[column].AsSpan(0, _units), rows.Standardized[at],
                        _slopes[column].AsSpan((1 + step) * _units, _units), rows.Heights[at]);
                else if (_slopes[column].Length > 0)
                    Add(sum, constant, _slopes[column].AsSpan(0, _units), rows.Standardized[at],
                        _slopes[column].AsSpan(0, _units), 0);
                else
                    Add(sum, constant, constant, 0, constant, 0);
            }
            for (int unit = 0, place = n; unit < _units; unit++, place += width)
                values[place] = sum[unit];
        }
        for (int unit = 0; unit < _units; unit++)
            values.Slice(unit * width + rows.Count, width - rows.Count).Fill(values[unit * width + rows.Count - 1]);
    }

    private void TakeBins(NumericEncoding numeric, ReadOnlySpan<float> weights, int column, int unit)
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
