using System.ComponentModel.DataAnnotations;

namespace MdnDemo.Experiments;

/// <summary>The options of <see cref="MdnExperiment"/>, by default the notebook's.</summary>
internal sealed record MdnOptions : ExperimentOptions
{
    /// <summary>The notebook's choices.</summary>
    public MdnOptions()
    {
        Epochs = 10_000;
        Hidden = 50;
        Alpha = 0.99;
    }

    /// <summary>The number of mixture components, K.</summary>
    [Range(1, 1000)]
    public int Components { get; init; } = 24;

    public override long LargestLayer => Math.Max(base.LargestLayer, (long)Points * Components);
}
