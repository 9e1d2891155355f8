namespace MdnDemo.Experiments;

/// <summary>The choices of <see cref="RegressExperiment"/>, by default the notebook's.</summary>
internal sealed record RegressOptions : ExperimentOptions
{
    /// <summary>The notebook's choices.</summary>
    public RegressOptions()
    {
        Epochs = 20_000;
        Hidden = 100;
        Alpha = 0.8;
    }
}
