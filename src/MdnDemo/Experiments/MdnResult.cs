namespace MdnDemo.Experiments;

/// <summary>The result of <see cref="MdnExperiment"/>.</summary>
/// <param name="Data">The points that the network was trained on.</param>
/// <param name="Samples">Test inputs x, and a sample of the mixture at each.</param>
/// <param name="Mixtures">The mixtures at the test inputs.</param>
/// <param name="Density">p(y|x) over the plane.</param>
/// <param name="Training">The training; its losses are mean negative log-likelihoods, in nats.</param>
/// <param name="Snapshots">The network at some epochs.</param>
/// <param name="LogScaleBounds">The bounds of its log σ.</param>
internal sealed record MdnResult(Points Data, Points Samples, Mixtures Mixtures, DensityGrid Density,
    Training Training, IReadOnlyList<Snapshot> Snapshots, (double Lower, double Upper) LogScaleBounds);
