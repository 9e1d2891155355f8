using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>Mixtures of given shapes from seeds.</summary>
internal static class Make
{
    public static TheoryData<Covariance> Covariances => [.. Enum.GetValues<Covariance>()];

    public static MatrixTheoryData<Covariance, ScalarType> CovariancesAndDtypes =>
        new(Enum.GetValues<Covariance>(), [ScalarType.Float32, ScalarType.Float64]);

    public static Generator Seed(ulong seed) => new(seed);

    /// <summary>
    /// Logits, means and the logarithms that <see cref="From"/> makes a mixture of; scalar for 0 targets.
    /// </summary>
    public static Tensor[] RandomInputs(
        long[] batch, int components, int targets, ulong seed, Covariance covariance = Covariance.Diagonal,
            ScalarType dtype = ScalarType.Float64)
    {
        Generator generator = Seed(seed);
        Tensor Draw(params long[] shape) =>
            randn([.. batch, .. shape], ScalarType.Float64, generator: generator).to(dtype);
        long K = components, D = targets;
        return targets == 0
            ? [Draw(K), Draw(K) * 2, Draw(K) * 0.5]
            : [Draw(K), Draw(K, D) * 2, covariance switch
            {
                Covariance.Diagonal => Draw(K, D) * 0.5,
                Covariance.Spherical => Draw(K) * 0.5,
                Covariance.Full => Draw(K, D, D) * 0.5,
                _ => Draw(D, D) * 0.5,
            }];
    }

    /// <summary>
    /// A mixture of vectors from logits, means, and the logarithms of scales or of the diagonal of L.
    /// </summary>
    public static GaussianMixture From(Covariance covariance, Tensor[] inputs, Generator? generator = null)
    {
        Tensor logWeights = inputs[0].log_softmax(-1);
        Tensor Factor() => inputs[2].tril(-1) + inputs[2].diagonal(0, -2, -1).exp().diag_embed();
        return covariance switch
        {
            Covariance.Diagonal => GaussianMixture.Diagonal(logWeights, inputs[1], inputs[2].exp(), generator),
            Covariance.Spherical => GaussianMixture.Spherical(logWeights, inputs[1], inputs[2].exp(), generator),
            Covariance.Full => GaussianMixture.Full(logWeights, inputs[1], Factor(), generator),
            _ => GaussianMixture.Tied(logWeights, inputs[1], Factor(), generator),
        };
    }

    /// <summary>A random mixture of vectors; its own draws come from the same seed.</summary>
    public static GaussianMixture Random(
        Covariance covariance, long[] batch, int components, int targets, ulong seed,
            ScalarType dtype = ScalarType.Float64) =>
        From(covariance, RandomInputs(batch, components, targets, seed, covariance, dtype), Seed(seed));

    /// <summary>A random mixture over numbers; its own draws come from the same seed.</summary>
    public static GaussianMixture RandomScalar(long[] batch, int components, ulong seed,
        ScalarType dtype = ScalarType.Float64)
    {
        Tensor[] p = RandomInputs(batch, components, 0, seed, dtype: dtype);
        return GaussianMixture.Scalar(p[0].log_softmax(-1), p[1], p[2].exp(), Seed(seed));
    }

    /// <summary>The same as <see cref="Random"/>, and every row of its batch in plain doubles.</summary>
    public static (GaussianMixture Mixture, PlainVectorMixture[] Rows) RandomAndPlain(
        Covariance covariance, long[] batch, int components, int targets, ulong seed,
            ScalarType dtype = ScalarType.Float64)
    {
        Tensor[] inputs = RandomInputs(batch, components, targets, seed, covariance, dtype);
        GaussianMixture mixture = From(covariance, inputs, Seed(seed));
        int rows = (int)batch.Aggregate(1L, (product, n) => product * n);
        double[][] weights = [.. mixture.LogWeights.Doubles().Select(Math.Exp).Chunk(components)];
        double[][] means = [.. inputs[1].Doubles().Chunk(targets)];
        double[][] scales = [.. inputs[2].Doubles().Chunk((int)inputs[2].numel() / rows)];
        return (mixture, [.. Enumerable.Range(0, rows).Select(row => new PlainVectorMixture(
            weights[row],
            means[(row * components)..((row + 1) * components)],
            Matrices(covariance, scales[row], components, targets)))]);
    }

    /// <summary>A mixture with the factors of a reference.</summary>
    public static GaussianMixture Full(VectorReference reference)
    {
        int k = reference.Weights.Length, d = reference.Mean.Length;
        return GaussianMixture.Full(
            tensor(reference.Weights).log(),
            reference.Means.SelectMany(m => m).ToArray().As(ScalarType.Float64, k, d),
            reference.Factors.SelectMany(f => f.SelectMany(r => r)).ToArray().As(ScalarType.Float64, k, d, d));
    }

    private static double[][,] Matrices(Covariance covariance, double[] own, int k, int d) =>
        [.. Enumerable.Range(0, k).Select(i => covariance switch
        {
            Covariance.Diagonal => Diagonal([.. own.Skip(i * d).Take(d)]),
            Covariance.Spherical => Diagonal([.. Enumerable.Repeat(own[i], d)]),
            Covariance.Full => Square([.. own.Skip(i * d * d).Take(d * d)], d),
            _ => Square(own, d),
        })];

    private static double[,] Diagonal(double[] logs)
    {
        var matrix = new double[logs.Length, logs.Length];
        for (int i = 0; i < logs.Length; i++)
            matrix[i, i] = Math.Exp(2 * logs[i]);
        return matrix;
    }

    // L Lᵀ of an L that is stored with the logarithm of its diagonal.
    private static double[,] Square(double[] entries, int d)
    {
        double L(int i, int j) => i == j ? Math.Exp(entries[i * d + j]) : i > j ? entries[i * d + j] : 0;
        var matrix = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                matrix[i, j] = Enumerable.Range(0, d).Sum(m => L(i, m) * L(j, m));
        }
        return matrix;
    }
}
