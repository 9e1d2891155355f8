using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class BatchesTests
{
    private static Tensor Rows(int count) => arange(count, ScalarType.Float32).reshape(count, 1);

    [Fact]
    public void Between_two_shuffles_every_row_is_seen_once_with_its_own_target()
    {
        using var batches = new Batches(Rows(12), 10 * Rows(12), size: 4, noise: null, new Generator(1));
        for (int shuffle = 0; shuffle < 3; shuffle++)
        {
            var seen = Enumerable.Range(0, 3).Select(_ => batches.Next()).Select(b => (X: b.X.Doubles(), Y: b.Y.Doubles())).ToArray();
            Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), seen.SelectMany(b => b.X).Order());
            Assert.Equal(seen.SelectMany(b => b.X).Select(x => 10 * x), seen.SelectMany(b => b.Y));
        }
    }

    [Fact]
    public void A_batch_is_always_whole()
    {
        using var batches = new Batches(Rows(10), Rows(10), size: 4, noise: null, new Generator(1));
        for (int i = 0; i < 7; i++)
            Assert.Equal(4, batches.Next().X.Doubles().Distinct().Count());
    }

    [Fact]
    public void Noise_is_drawn_anew_for_each_shuffle_and_has_the_deviation_of_its_input()
    {
        const int Count = 20_000;
        using var batches = new Batches(zeros(Count, 2), zeros(Count, 1), Count, tensor(new float[] { 0.5f, 3 }), new Generator(2));
        Tensor first = batches.Next().X.clone(), second = batches.Next().X.clone();
        // The standard error of a deviation is σ/√(2N).
        Close.To([0.5, 3], first.std(0, unbiased: true).Doubles(), 4 / Math.Sqrt(2.0 * Count));
        Close.To([0.5, 3], second.std(0, unbiased: true).Doubles(), 4 / Math.Sqrt(2.0 * Count));
        Assert.NotEqual(first.Doubles(), second.Doubles());
    }
}
