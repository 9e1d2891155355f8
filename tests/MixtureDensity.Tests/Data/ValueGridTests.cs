namespace MixtureDensity.Tests.Data;

public sealed class ValueGridTests
{
    [Theory, InlineData(-9356213.72), InlineData(9356213.72)]
    public void Values_have_the_digits_that_are_written(double offset)
    {
        var grid = new ValueGrid(0.01, offset);
        Assert.All(Enumerable.Range(-200, 400),
            n => Assert.Equal((double)((decimal)offset + 0.01m * n), grid.Value(n)));
    }
}
