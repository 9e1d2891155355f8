using System.ComponentModel.DataAnnotations;

namespace MdnDemo.Experiments;

/// <summary>The options of both experiments.</summary>
internal abstract record ExperimentOptions
{
    /// <summary>
    /// The maximum size of a layer's values for all points: such a matrix takes 0.4 GB, and a step keeps about ten.
    /// </summary>
    public const long MaxLayer = 100_000_000;

    /// <summary>The number of full-batch training steps.</summary>
    [Range(1, 10_000_000)]
    public int Epochs { get; init; }

    /// <summary>The number of training points, and of new points to test on, N.</summary>
    [Range(1, 1_000_000)]
    public int Points { get; init; } = 1000;

    /// <summary>The width of the hidden layer.</summary>
    [Range(1, 10_000)]
    public int Hidden { get; init; }

    /// <summary>RMSprop's learning rate.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>RMSprop's smoothing constant: the decay of its moving average of squared gradients.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Alpha { get; init; }

    /// <summary>
    /// The random seed of data, weights and samples. The notebook has none. A generator takes 32 bits of it.
    /// </summary>
    [Range(0, (double)uint.MaxValue)]
    public long Seed { get; init; } = 3;

    /// <summary>The size of the widest layer's values for all points.</summary>
    public virtual long LargestLayer => (long)Points * Hidden;
}
