namespace MixtureDensity.Tests.Numerics;

public sealed class GoldenSectionTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(-1)]
    [InlineData(2)]
    public void The_minimum_is_found_within_the_tolerance(double place) =>
        Assert.InRange(GoldenSection.Minimum(x => Math.Cosh(x - place), -1, 2, 1e-3), place - 1e-3, place + 1e-3);

    [Fact]
    public void It_lies_between_the_bounds() =>
        Assert.InRange(GoldenSection.Minimum(x => x, -1, 2, 0.01), -1, -0.98);
}
