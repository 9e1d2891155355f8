using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A mixture density network: a module that maps inputs x to the distribution p(y|x), a <see cref="GaussianMixture"/>.
/// </summary>
/// <remarks>
/// <para>
/// A trunk of hidden layers feeds three linear heads: a for the weights, log π = log softmax(a); μ for the means; s for
/// the
/// scales, σ = exp(clamp(s, log σ_min, log σ_max)). Training reads <c>-network.call(x).log_prob(y).mean()</c>.
/// </para>
/// <para>
/// The network works on standardised inputs and targets, z = (y − m) / d; an affine map of a Gaussian mixture is a
/// Gaussian
/// mixture, so what it returns is in the user's own units, with the Jacobian in its scales.
/// </para>
/// <para>Source: C. M. Bishop, "Mixture density networks", 1994.</para>
/// </remarks>
public sealed class MixtureDensityNetwork : nn.Module<Tensor, GaussianMixture>
{
    // These names are the keys of the saved state.
    private readonly Standardization inputs;
    private readonly Standardization targets;
    private readonly Sequential trunk;
    private readonly Linear logits;
    private readonly Linear means;
    private readonly Linear scales;

    private readonly MixtureLayout _layout;
    private readonly Scalar _lower;
    private readonly Scalar _upper;
    private readonly Scalar _one = 1;

    /// <summary>
    /// Builds the network; its weights and biases are drawn as PyTorch's <c>Linear</c> draws them, from U(−1/√n, 1/√n)
    /// for n inputs of a layer.
    /// </summary>
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="hidden">The widths of the hidden layers, at least one.</param>
    /// <param name="components">The number of mixture components K, at least 1.</param>
    /// <param name="targets">The number of targets D, at least 1.</param>
    /// <param name="covariance">What a component's covariance may be.</param>
    /// <param name="activation">What follows each hidden layer.</param>
    /// <param name="logScaleBounds">The bounds of log σ, in standardised units; −10 and 10 where null.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <param name="generator">What the weights are drawn from; the global generator where it is null.</param>
    /// <exception cref="ArgumentException">A size, the bounds or the dtype is out of range.</exception>
    public MixtureDensityNetwork(
        int inputs,
        IReadOnlyList<int> hidden,
        int components,
        int targets = 1,
        Covariance covariance = Covariance.Diagonal,
        Activation activation = Activation.Tanh,
        (double Lower, double Upper)? logScaleBounds = null,
        ScalarType dtype = ScalarType.Float32,
        Generator? generator = null)
        : base(nameof(MixtureDensityNetwork))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targets, 1);
        if (hidden.Count == 0 || hidden.Any(width => width < 1))
            throw new ArgumentException(
                $"hidden is [{string.Join(", ", hidden)}]; it takes one or more layer widths of at least 1.",
                nameof(hidden));
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"dtype is {dtype}; a network is of Float32 or Float64.", nameof(dtype));
        LogScaleBounds = logScaleBounds ?? (-10, 10);
        if (!(LogScaleBounds.Lower < LogScaleBounds.Upper) || !double.IsFinite(LogScaleBounds.Lower)
            || !double.IsFinite(LogScaleBounds.Upper))
            throw new ArgumentException($"logScaleBounds are {LogScaleBounds}; the lower must be below the upper.",
                nameof(logScaleBounds));

        Components = components;
        Inputs = inputs;
        Targets = targets;
        Hidden = [.. hidden];
        Covariance = covariance;
        Activation = activation;
        _layout = MixtureLayout.From(components, targets, covariance);
        _lower = LogScaleBounds.Lower;
        _upper = LogScaleBounds.Upper;
        this.inputs = new Standardization(inputs, dtype);
        this.targets = new Standardization(targets, dtype);
        trunk = nn.Sequential(NewHiddenLayers([inputs, .. hidden], activation, dtype));
        int width = hidden[^1];
        logits = nn.Linear(width, components, dtype: dtype);
        means = nn.Linear(width, components * targets, dtype: dtype);
        scales = nn.Linear(width, _layout.Blocks * _layout.Entries, dtype: dtype);
        RegisterComponents();
        foreach (Linear layer in modules().OfType<Linear>())
            Initialize(layer, generator);
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of mixture components, K.</summary>
    public int Components { get; }

    /// <summary>The number of targets, D.</summary>
    public int Targets { get; }

    /// <summary>The widths of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; }

    /// <summary>What a component's covariance may be.</summary>
    public Covariance Covariance { get; }

    /// <summary>What follows each hidden layer.</summary>
    public Activation Activation { get; }

    /// <summary>The bounds of log σ, in standardised units.</summary>
    public (double Lower, double Upper) LogScaleBounds { get; }

    /// <summary>Float32 or Float64.</summary>
    public ScalarType Dtype => means.weight!.dtype;

    internal MixtureLayout Layout => _layout;

    /// <summary>Whether it was standardised by itself.</summary>
    internal bool IsStandardized => !inputs.IsIdentity || !targets.IsIdentity;

    /// <summary>p(y|x) for each row of x.</summary>
    /// <param name="x">[N, inputs] (or any batch shape in place of N), in the user's units.</param>
    /// <returns>A mixture of batch shape [N] and event shape [D], in the units of the targets.</returns>
    /// <exception cref="ArgumentException">The shape, dtype or device of x does not fit.</exception>
    public override GaussianMixture forward(Tensor x)
    {
        if (x.dim() == 0 || x.shape[^1] != Inputs)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; this network takes [N, {Inputs}].", nameof(x));
        Shapes.RequireSameKind(x, nameof(x), means.weight!, "the network");

        Tensor h = trunk.call(inputs.Standardize(x));
        Tensor logWeights = nn.functional.log_softmax(logits.call(h), -1);
        Tensor μ = Split(means.call(h), Components, Targets);
        return new GaussianMixture(logWeights, μ, Scale(scales.call(h))).Affine(targets.Deviations, targets.Means);
    }

    /// <summary>
    /// Standardises: from here on the network works on inputs and targets of mean 0 and deviation 1, while what it
    /// takes and
    /// returns stays in the units of these tables. Call it before training.
    /// </summary>
    /// <param name="x">The inputs that it will be trained on, [N, inputs], N ≥ 1.</param>
    /// <param name="y">The targets that it will be trained on, [N, D].</param>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit.</exception>
    public void Standardize(Tensor x, Tensor y)
    {
        RequireTable(x, nameof(x), Inputs);
        RequireTable(y, nameof(y), Targets);
        inputs.Fit(x);
        targets.Fit(y);
    }

    /// <summary>
    /// Spreads the components over the targets: the biases of their means start at the quantiles (k + ½)/K of one
    /// target and at the
    /// K-means centres of several, those of their scales at the root mean square distance to the nearest; what the
    /// random weights
    /// add to them stays. Without it all components start about the origin. Call it after <see cref="Standardize"/> and
    /// before training.
    /// </summary>
    /// <param name="y">The targets that the network will be trained on, [N, D], N ≥ 1.</param>
    /// <param name="generator">What the first centres of K-means are drawn from; the global generator where it is
    /// null.</param>
    /// <exception cref="ArgumentException">The shape, dtype or device of y does not fit.</exception>
    public void SpreadComponents(Tensor y, Generator? generator = null)
    {
        RequireTable(y, nameof(y), Targets);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (centres, deviation) = KMeans.Fit(targets.Standardize(y), Components, generator);
        means.bias!.copy_(centres.flatten());
        // Of a Cholesky factor these are the logarithms of the diagonal, and the rest is 0.
        scales.bias!.zero_();
        LogScaleEntries(scales.bias).fill_(Math.Clamp(Math.Log(deviation), LogScaleBounds.Lower, LogScaleBounds.Upper));
    }

    /// <summary>The linear maps of the hidden layers.</summary>
    internal IEnumerable<Linear> HiddenLayers => trunk.children().OfType<Linear>();

    /// <summary>The linear maps side by side on top of them, in the order of <see cref="MixtureLayout"/>.</summary>
    internal IReadOnlyList<Linear> Heads => [logits, means, scales];

    internal Standardizer<T> InputStandardizer<T>()
        where T : unmanaged, INumber<T> => inputs.Standardizer<T>();

    internal Standardizer<T> TargetStandardizer<T>()
        where T : unmanaged, INumber<T> => targets.Standardizer<T>();

    private void RequireTable(Tensor table, string name, int columns)
    {
        if (table.dim() != 2 || table.shape[0] == 0 || table.shape[1] != columns)
            throw new ArgumentException($"{name} has shape {Shapes.Text(table)}; expected [N, {columns}] with N ≥ 1.",
                name);
        Shapes.RequireSameKind(table, name, means.weight!, "the network");
    }

    private static IEnumerable<nn.Module<Tensor,
        Tensor>> NewHiddenLayers(int[] widths, Activation activation, ScalarType dtype)
    {
        foreach (var (from, to) in widths.Zip(widths[1..]))
        {
            yield return nn.Linear(from, to, dtype: dtype);
            yield return activation switch
            {
                Activation.Tanh => nn.Tanh(),
                Activation.ReLU => nn.ReLU(),
                Activation.SiLU => nn.SiLU(),
                _ => throw new ArgumentOutOfRangeException(nameof(activation), activation,
                    "There is no such activation."),
            };
        }
    }

    private static void Initialize(Linear layer, Generator? generator)
    {
        using var noGrad = no_grad();
        double bound = 1 / Math.Sqrt(layer.in_features);
        layer.weight!.uniform_(-bound, bound, generator);
        layer.bias!.uniform_(-bound, bound, generator);
    }

    private Tensor ScaleEntries(Tensor parameters) => Split(parameters, _layout.Blocks, _layout.Entries);

    private Tensor LogScaleEntries(Tensor parameters) =>
        ScaleEntries(parameters).narrow(-1, 0, _layout.Logs);

    /// <summary>The last axis as two.</summary>
    private static Tensor Split(Tensor values, long first, long second) =>
        values.view([.. values.shape[..^1], first, second]);

    /// <summary>The components' scales from the output of their head, [N, blocks · entries].</summary>
    private ComponentScale Scale(Tensor parameters)
    {
        Tensor logs = LogScaleEntries(parameters).clamp(_lower, _upper);
        long[] rows = parameters.shape[..^1];
        if (Covariance == Covariance.Diagonal)
            return DiagonalScale.FromLog(logs);
        if (Covariance == Covariance.Spherical)
            return DiagonalScale.FromLog(logs.expand([.. rows, Components, Targets]));

        Tensor factors = logs.exp().diag_embed();
        if (_layout.OffDiagonals > 0)
        {
            Tensor below = ScaleEntries(parameters).narrow(-1, Targets, _layout.OffDiagonals);
            long[] places = [.. Enumerable.Range(0, Targets)
                .SelectMany(row => Enumerable.Range(0, row).Select(column => (long)row * Targets + column))];
            factors = factors.flatten(-2).index_add(-1, tensor(places, device: factors.device), below, _one);
            factors = Split(factors, Targets, Targets);
        }
        return new CholeskyScale(factors.expand([.. rows, Components, Targets, Targets]));
    }
}
