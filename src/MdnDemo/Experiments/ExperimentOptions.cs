using System.Globalization;

namespace MdnDemo.Experiments;

/// <summary>What both experiments let a user choose. A value out of range throws a <see cref="UserException"/>.</summary>
internal abstract record ExperimentOptions
{
    // A matrix of this many floats takes 0.4 GB, and a step keeps about ten of them.
    private const long MostEntries = 100_000_000;

    /// <summary>How many full-batch steps the training takes.</summary>
    public int Epochs { get; init => field = Require.Between("--epochs", value, 1, 10_000_000); }

    /// <summary>How many points there are to train on, and how many fresh ones to test on, N.</summary>
    public int Samples { get; init => field = Require.Between("--samples", value, 1, 1_000_000); } = 1000;

    /// <summary>The width of the hidden layer.</summary>
    public int Hidden { get; init => field = Require.Between("--hidden", value, 1, 10_000); }

    /// <summary>RMSprop's learning rate.</summary>
    public double LearningRate { get; init => field = Require.Positive("--learning-rate", value); } = 0.01;

    /// <summary>RMSprop's smoothing constant: how much of its running mean of squared gradients a step keeps.</summary>
    public double Alpha { get; init => field = Require.Fraction("--alpha", value); }

    /// <summary>What data, weights and draws start from: the same seed gives the same run. The notebook has none. A generator takes 32 bits of it.</summary>
    public long Seed { get; init => field = Require.Between("--seed", value, 0, uint.MaxValue); } = 3;

    /// <summary>Checks what no option is to blame for alone: that a layer's values for all points fit into memory.</summary>
    /// <exception cref="UserException">They do not.</exception>
    public virtual void RequireFit() => RequireFit("--hidden", Hidden);

    /// <summary>Checks that a matrix of N × <paramref name="width"/> is not too large.</summary>
    protected void RequireFit(string option, int width)
    {
        long entries = (long)Samples * width;
        if (entries > MostEntries)
            throw new UserException(string.Create(CultureInfo.InvariantCulture,
                $"--samples times {option} is {entries:N0}; it must be at most {MostEntries:N0} to fit into memory."));
    }
}
