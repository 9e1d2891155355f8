namespace MixtureDensity.Tests.Numerics;

public sealed class CategoricalDrawTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.24, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.74, 2)]
    [InlineData(0.76, 2)] // beyond the sum of the weights, as rounding may leave it
    public void An_index_is_drawn_by_its_weight_and_never_one_of_weight_0(double uniform, int index) =>
        Assert.Equal(index, CategoricalDraw.Next([0, 0.25, 0.5, 0], new Constant(uniform)));

    private sealed class Constant(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
