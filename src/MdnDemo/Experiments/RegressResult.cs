namespace MdnDemo.Experiments;

/// <summary>The result of <see cref="RegressExperiment"/>.</summary>
/// <param name="Data">The points that the network was trained on.</param>
/// <param name="Predictions">New x, and the network's prediction at each.</param>
/// <param name="Training">The training; its losses are mean squared errors, in units of y².</param>
/// <param name="Snapshots">The network at some epochs.</param>
internal sealed record RegressResult(Points Data, Points Predictions, Training Training,
    IReadOnlyList<Snapshot> Snapshots);
