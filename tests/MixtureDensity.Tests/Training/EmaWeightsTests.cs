using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Training;

public sealed class EmaWeightsTests
{
    private readonly EmaWeights<double> _average = new(1, decay: 0.9);

    private double After(params IEnumerable<double> values)
    {
        foreach (double value in values)
            _average.Add([value]);
        return _average.Value[0];
    }

    [Fact]
    public void At_first_it_is_the_mean_of_all() => Close.To(3, After(1, 2, 6), 1e-15);

    [Fact]
    public void Later_it_forgets_the_first_ones() =>
        Close.To(2 - Math.Pow(0.9, 20), After([.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(2.0, 20)]), 1e-14);

    [Fact]
    public void Restarted_it_knows_nothing_of_what_was_before()
    {
        After(1, double.NaN);
        _average.Reset();
        Close.To(6, After(4, 8), 1e-15);
    }
}
