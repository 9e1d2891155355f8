using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class WeightAverageTests : IDisposable
{
    private readonly Parameter _weights = new(zeros(1));

    public void Dispose() => _weights.Dispose();

    private void Add(WeightAverage average, params double[] values)
    {
        foreach (double value in values)
        {
            Set(value);
            average.Add();
        }
    }

    private void Set(double value)
    {
        using var noGrad = no_grad();
        _weights.fill_(value);
    }

    [Fact]
    public void At_first_it_is_the_mean_of_all()
    {
        using var average = new WeightAverage(_weights, keep: 0.9);
        Add(average, 1, 2, 6);
        Close.To([3], average.Value.Doubles(), 1e-6);
    }

    [Fact]
    public void Later_it_forgets_the_first_ones()
    {
        using var average = new WeightAverage(_weights, keep: 0.9);
        Add(average, [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(2.0, 20)]);
        Close.To([2 - Math.Pow(0.9, 20)], average.Value.Doubles(), 1e-5);
    }

    [Fact]
    public void It_stands_in_for_the_weights_and_leaves_them_as_they_were()
    {
        using var average = new WeightAverage(_weights, keep: 0.9);
        Add(average, 1, 3);
        Close.To(2, average.Score(() => _weights.Doubles()[0]), 1e-6);
        Assert.Equal([3.0], _weights.Doubles());
    }

    [Fact]
    public void Restarted_it_knows_only_the_present_weights()
    {
        using var average = new WeightAverage(_weights, keep: 0.9);
        Add(average, 1, 3);
        Set(10);
        average.Restart();
        Assert.Equal([10.0], average.Value.Doubles());
        Add(average, 4, 8);
        Close.To([6], average.Value.Doubles(), 1e-6);
    }
}
