namespace MixtureDensity.Tests.Data;

public sealed class RowWeightsTests
{
    private static Table Weights(params double[] weights) => new([new NumericColumn("w", weights)]);

    [Theory]
    [InlineData(new double[] { 1, 3, 0, 4 }, new double[] { 0.5, 1.5, 0, 2 })]
    [InlineData(new double[] { 1e308, 1e308 }, new double[] { 1, 1 })]
    [InlineData(new double[] { 5e-324, 5e-324 }, new double[] { 1, 1 })]
    public void They_are_scaled_to_a_mean_of_1(double[] weights, double[] expected) =>
        Assert.Equal(expected, RowWeights.Read(Weights(weights), "w"));

    [Theory]
    [InlineData(-1.0, "Column 'w' is -1 in row 1 (counted from 0)")]
    [InlineData(double.NaN, "Column 'w' is NaN in row 1 (counted from 0)")]
    [InlineData(double.PositiveInfinity, "in row 1 (counted from 0)")]
    public void An_invalid_weight_is_refused(double weight, string message) => Assert.Contains(message,
        Assert.Throws<ArgumentException>(() => RowWeights.Read(Weights(1, weight), "w")).Message);

    [Fact]
    public void All_0_is_refused() => Assert.Contains("'w' is 0 in all rows",
        Assert.Throws<ArgumentException>(() => RowWeights.Read(Weights(0, 0, 0), "w")).Message);

    // Kish: of n rows of one weight n, and near one where one row has it all.
    [Fact]
    public void Rows_of_unequal_weights_are_as_good_as_fewer_of_one()
    {
        Assert.Equal(4, RowWeights.EffectiveRows([3, 3, 0, 3, 3]), 1e-12);
        Assert.Equal(1, RowWeights.EffectiveRows([1e200, 1, 1]), 1e-12);
        Assert.Equal(36 / 14.0, RowWeights.EffectiveRows([1, 2, 3]), 1e-12);
    }
}
