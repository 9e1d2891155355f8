namespace MdnDemo.Benchmarks.Densities;

/// <summary>What others reached on the same tables and splits, and what is to be reached here.</summary>
internal static class Published
{
    /// <summary>The methods, in the order of the numbers of a <see cref="DataSet"/>.</summary>
    public static IReadOnlyList<Method> Methods { get; } =
    [
        new("PBP",
            "Hernández-Lobato and Adams, \"Probabilistic backpropagation for scalable learning of Bayesian neural "
                + "networks\", ICML 2015"),
        new("MC dropout", "Gal and Ghahramani, \"Dropout as a Bayesian approximation\", ICML 2016"),
        new(DeepEnsembles,
            "Lakshminarayanan, Pritzel and Blundell, \"Simple and scalable predictive uncertainty estimation using "
                + "deep ensembles\", NIPS 2017"),
        new("MC drop. 2018",
            "Mukhoti, Stenetorp and Gal, \"On the importance of strong baselines in Bayesian deep learning\", 2018"),
        new("NGBoost", "Duan et al., \"NGBoost: natural gradient boosting for probabilistic prediction\", ICML 2020"),
        new("Evidential", "Amini et al., \"Deep evidential regression\", NeurIPS 2020"),
        new("WGBoost", "Matsubara, \"Wasserstein gradient boosting\", NeurIPS 2024"),
        new("torch-naut",
            "proto-n/torch-naut, ICLR 2025, branch iclr2025, mean over its values per split: the best of its nine "
                + "methods on each table, those aside that win by spikes on wine's few values"),
        new("TabPFN v2",
            "pretrained, at most 10,000 rows; from ayhamo/Probabilistic_Point_Estimations. Its −7.328 on naval, below "
                + "what the rounding of the target allows, is one of spikes and not shown"),
    ];

    /// <summary>The method that has to be beaten on every table.</summary>
    public const string DeepEnsembles = "Deep Ens.";

    /// <summary>The tables.</summary>
    public static IReadOnlyList<DataSet> DataSets { get; } =
    [
        new("concrete", "concrete", [3.16, 3.04, 3.06, 2.94, 3.04, 3.01, 2.83, 2.74, 2.22], 2.45),
        new("energy", "energy", [2.04, 1.99, 1.38, 1.21, 0.60, 1.39, 0.53, 0.31, 0.15], 0.05),
        new("wine-quality-red", "wine (red)", [0.97, 0.93, 0.94, 0.93, 0.91, 0.89, 0.95, 0.80, null], 0.85),
        new("yacht", "yacht", [1.63, 1.55, 1.18, 1.25, 0.20, 1.03, 0.16, -0.32, -0.73], -0.85),
        new("naval-propulsion-plant", "naval",
            [-3.73, -3.80, -5.63, -4.45, -5.34, -5.73, -5.47, -6.84, null], -6.75),
        new("protein-tertiary-structure", "protein",
            [2.97, 2.89, 2.83, 2.87, 2.81, 2.63, 2.70, 1.96, 1.73], 1.70),
    ];

    /// <summary>What is to be reached on the inverse problem, where its training points are so many.</summary>
    public static IReadOnlyList<InverseTarget> InverseTargets { get; } =
        [new(1000, 1.35, 1.40), new(100_000, 1.292, null)];

    /// <summary>A method.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Source">Where it was published.</param>
    internal sealed record Method(string Name, string Source);

    /// <summary>A table.</summary>
    /// <param name="Folder">The name of its folder.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="NegativeLogLikelihoods">The test negative log-likelihood of each method, in nats, the mean over the
    /// splits; null where there is none.</param>
    /// <param name="Target">The most that it is to be here.</param>
    internal sealed record DataSet(string Folder, string Name, IReadOnlyList<double?> NegativeLogLikelihoods,
        double Target);

    /// <summary>A target on the inverse problem, in nats.</summary>
    /// <param name="Rows">The number of training points.</param>
    /// <param name="Mean">The most that the mean over the seeds is to be.</param>
    /// <param name="Worst">The most that any seed is to have, where that is asked for.</param>
    internal sealed record InverseTarget(int Rows, double Mean, double? Worst);
}
