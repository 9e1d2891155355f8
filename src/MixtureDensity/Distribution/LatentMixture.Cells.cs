using System.Buffers;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

// Many cells at once.
internal sealed partial class LatentMixture
{
    private const int Lanes = 4;

    // exp of it is negligible beside 1, even from many components.
    private const double MinLogTail = -46;

    // A cell is narrow up to this part of the distance over which a density changes.
    private const double MaxNarrowWidth = 1.0 / 8;

    // Vectors of cells in a chain, each computed from the one before: rounding errors add up to 1e-14.
    private const int VectorsOfRecurrence = 16;

    private static readonly Vector256<double> Indices = Vector256.Create(0.0, 1, 2, 3);

    /// <summary>
    /// The probabilities of the cells between edges. A component is evaluated only where it has any probability: once
    /// at each edge or, where its cells are narrow, by recurrence from cell to cell.
    /// </summary>
    /// <param name="edges">The inner edges, ascending; the first cell has no lower end and the last no upper one.
    /// </param>
    /// <param name="areEqual">Whether all cells between two edges are equally wide.</param>
    /// <param name="probabilities">Receives the probabilities, one more than there are edges.</param>
    public void CellProbabilities(ReadOnlySpan<double> edges, bool areEqual, Span<double> probabilities)
    {
        int n = edges.Length, room = n + 2 * Lanes;
        double[] buffer = ArrayPool<double>.Shared.Rent(3 * room);
        Span<double> padded = buffer.AsSpan(0, room), tails = buffer.AsSpan(room, room);
        Span<double> sums = buffer.AsSpan(2 * room, room);
        padded[n..].Fill(Upper);
        for (int i = 0; i < n; i++)
            padded[i] = Math.Clamp(edges[i], Lower, Upper);
        sums.Clear();
        double width = areEqual && n > 1 && Lower <= edges[0] && edges[^1] <= Upper
            ? (edges[^1] - edges[0]) / (n - 1) : double.PositiveInfinity;
        for (int k = 0; k < _means.Length; k++)
        {
            if (LogWeights[k] <= MinLogTail)
                continue;
            // The probability outside the first to the last cell is negligible, for Φ(−z) ≤ exp(−z²/2).
            double reach = _scales[k] * Math.Sqrt(2 * (LogWeights[k] - MinLogTail));
            int first = CountBelow(padded[..n], _means[k] - reach), last = CountBelow(padded[..n], _means[k] + reach);
            if (width > MaxNarrowWidth * LengthScale(k))
            {
                AddCells(k, padded, n, first, last, tails, sums);
                continue;
            }
            AddNarrowCells(k, edges[0], width, Math.Max(first, 1), Math.Min(last + 1, n), sums);
            if (first == 0)
                sums[0] += Part(k, Lower, padded[0]);
            if (last == n)
                sums[n] += Part(k, padded[n - 1], Upper);
        }
        for (int i = 0; i <= n; i++)
            probabilities[i] = Math.Max(0, sums[i]);
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>Adds the probability of a component in each cell, as differences of tails.</summary>
    private void AddCells(int k, ReadOnlySpan<double> edges, int n, int first, int last, Span<double> tails,
        Span<double> sums)
    {
        Vector256<double> mean = Vector256.Create(_means[k]), reciprocal = Vector256.Create(1 / _scales[k]);
        // The first is that of the edge before the first cell.
        tails[0] = first == 0 ? StandardNormal.SignedTail(Z(k, Lower)) : 0;
        for (int i = first; i < last; i += Lanes)
            StandardNormal.SignedTail((Vector256.Create(edges[i..]) - mean) * reciprocal)
                .CopyTo(tails[(i - first + 1)..]);
        tails.Slice(last - first + 1, Lanes).Clear();
        if (last == n)
            tails[last - first + 1] = StandardNormal.SignedTail(Z(k, Upper));
        double weight = Math.Exp(LogWeights[k]);
        for (int i = first; i <= last; i += Lanes)
        {
            ReadOnlySpan<double> ends = tails[(i - first)..];
            Vector256<double> part = Vector256.Create(ends[1..]) - Vector256.Create(ends);
            (Vector256.Create(sums[i..]) + weight * part).CopyTo(sums[i..]);
        }
        if (Lower < _means[k] && _means[k] <= Upper)
            sums[CountBelow(edges[..n], _means[k])] += weight;
    }

    /// <summary>
    /// Adds the probability of a component in cells of equal width δσ: δ φ(z) Σⱼ δ²ʲ He₂ⱼ(z)/(2²ʲ (2j + 1)!) about the
    /// centre z of each, the integral of the Taylor series, up to j = 4.
    /// </summary>
    private void AddNarrowCells(int k, double edge, double width, int from, int end, Span<double> sums)
    {
        double δ = width / _scales[k], square = δ * δ, step = Lanes * δ;
        double a = square / 24, b = a * square / 80, c = b * square / 168, d = c * square / 288;
        // The coefficients of 1, z², z⁴ and so on.
        Vector256<double> c0 = Vector256.Create(1 - a + 3 * b - 15 * c + 105 * d);
        Vector256<double> c1 = Vector256.Create(a - 6 * b + 45 * c - 420 * d);
        Vector256<double> c2 = Vector256.Create(b - 15 * c + 210 * d), c3 = Vector256.Create(c - 28 * d);
        Vector256<double> c4 = Vector256.Create(d), ratioOfRatios = Vector256.Create(Math.Exp(-step * step));
        double weight = δ * Math.Exp(LogWeights[k] - StandardNormal.HalfLogTwoPi);
        for (int start = from; start < end; start += VectorsOfRecurrence * Lanes)
        {
            double centre = edge + (start - 0.5) * width;
            Vector256<double> z = Vector256.Create(Z(k, centre)) + δ * Indices;
            Vector256<double> kernel = weight * StandardNormal.Kernel(z);
            // exp(−(z + 4δ)²/2) = exp(−z²/2) exp(−4δz − (4δ)²/2).
            Vector256<double> ratio = Exponential.Compute(-step * (z + Vector256.Create(0.5 * step)));
            for (int i = start; i < Math.Min(end, start + VectorsOfRecurrence * Lanes); i += Lanes)
            {
                Vector256<double> x = z * z, sum = Vector256.FusedMultiplyAdd(c4, x, c3);
                sum = Vector256.FusedMultiplyAdd(sum, x, c2);
                sum = Vector256.FusedMultiplyAdd(sum, x, c1);
                sum = kernel * Vector256.FusedMultiplyAdd(sum, x, c0);
                if (i + Lanes > end)
                    sum = Vector256.ConditionalSelect(
                        Vector256.LessThan(Indices, Vector256.Create((double)end - i)), sum, Vector256<double>.Zero);
                (Vector256.Create(sums[i..]) + sum).CopyTo(sums[i..]);
                z += Vector256.Create(step);
                kernel *= ratio;
                ratio *= ratioOfRatios;
            }
        }
    }

    /// <summary>The probability of a component between two points.</summary>
    private double Part(int k, double a, double b)
    {
        double difference = StandardNormal.SignedTail(Z(k, b)) - StandardNormal.SignedTail(Z(k, a));
        return Math.Exp(LogWeights[k]) * (difference + (a < _means[k] && _means[k] <= b ? 1 : 0));
    }

    /// <summary>The number of ascending numbers that are less than x.</summary>
    private static int CountBelow(ReadOnlySpan<double> numbers, double x)
    {
        int low = 0, high = numbers.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (numbers[middle] < x)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
