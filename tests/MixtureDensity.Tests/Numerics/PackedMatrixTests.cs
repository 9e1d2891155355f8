namespace MixtureDensity.Tests.Numerics;

public sealed class PackedMatrixTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 15, 2)]
    [InlineData(7, 16, 4)]
    [InlineData(128, 72, 5)]
    [InlineData(33, 49, 11)]
    public void It_multiplies_rows_by_weights_and_adds_biases(int inputs, int units, int rows)
    {
        var random = new Random(inputs);
        float[] x = Draw(rows * (inputs + 2)), weights = Draw(units * inputs), biases = Draw(units);
        var matrix = new PackedMatrix(inputs, units);
        biases.CopyTo(matrix.Biases);
        for (int unit = 0; unit < units; unit++)
            matrix.SetWeights(unit, weights.AsSpan(unit * inputs, inputs));
        float[] y = [.. Enumerable.Repeat(float.NaN, rows * matrix.Stride)];
        matrix.Multiply(x, inputs + 2, y, rows);
        for (int n = 0; n < rows; n++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                double expected = biases[unit];
                for (int i = 0; i < inputs; i++)
                    expected += (double)weights[unit * inputs + i] * x[n * (inputs + 2) + i];
                Assert.Equal(expected, y[n * matrix.Stride + unit], 1e-5);
            }
            Assert.All(y[(n * matrix.Stride + units)..((n + 1) * matrix.Stride)], padding => Assert.Equal(0, padding));
            // One row alone has the same bits.
            float[] alone = new float[matrix.Stride];
            matrix.Multiply(x.AsSpan(n * (inputs + 2), inputs), inputs, alone, 1);
            Assert.Equal(y[(n * matrix.Stride)..((n + 1) * matrix.Stride)], alone);
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    [Fact]
    public void It_reads_and_writes_nothing_beyond_its_memory()
    {
        var matrix = new PackedMatrix(4, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(new float[7], 4, new float[64], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(new float[8], 4, new float[matrix.Stride], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(new float[8], 3, new float[64], 2));
    }
}
