namespace MdnDemo.Experiments;

/// <summary>The choices of <see cref="MdnExperiment"/>, by default the notebook's.</summary>
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
    public int Components { get; init => field = Require.Between("--components", value, 1, 1000); } = 24;

    /// <inheritdoc/>
    public override void RequireFit()
    {
        base.RequireFit();
        RequireFit("--components", Components);
    }
}
