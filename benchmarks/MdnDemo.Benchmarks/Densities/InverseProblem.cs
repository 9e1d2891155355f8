using MdnDemo.Experiments;
using MdnDemo.Tables;
using MixtureDensity;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>
/// The place on the noisy curve, given the height: the problem whose best possible loss is <see
/// cref="Entropy.OfInverse"/>.
/// </summary>
internal static class InverseProblem
{
    private const int TestPoints = 100_000;

    // No seed of training points, and within 32 bits: libtorch's generator ignores all above them.
    private const ulong FirstTestSeed = 1_000_000_000;

    /// <summary>New points to learn from, and 100,000 others to be tested on.</summary>
    /// <param name="rows">How many to learn from.</param>
    /// <param name="seed">What decides both.</param>
    /// <param name="folds">How many parts the training rows must make.</param>
    public static Split Split(int rows, int seed, int folds) => new(
        TrainingTable.From("the inverse problem", Draw(rows, (ulong)seed), ["x"], ["y"], folds, TextWriter.Null),
        Draw(TestPoints, FirstTestSeed + (ulong)seed));

    private static Table Draw(int count, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        var (place, height) = NoisyCurve.Sample(count, generator);
        return new Table([new NumericColumn("x", Plain.Column(height)), new NumericColumn("y", Plain.Column(place))]);
    }
}
