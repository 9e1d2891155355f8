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
/// A trunk of hidden layers feeds three linear heads: logits a with log π = log softmax(a), means μ, and log scales s
/// with σ = exp(clamp(s, log σ_min, log σ_max)). The training loss is <c>-network.call(x).log_prob(y).mean()</c>.
/// </para>
/// <para>
/// The layers work on standardised inputs and targets, z = (y − m) / d. The output is transformed back to the units of
/// the targets, which is exact because an affine map of a Gaussian mixture is a Gaussian mixture.
/// </para>
/// <para>Source: C. M. Bishop, "Mixture density networks", 1994.</para>
/// </remarks>
public sealed partial class MixtureDensityNetwork : nn.Module<Tensor, GaussianMixture>
{
    // The field names are the keys of the state dictionary.
    private readonly Standardization inputs;
    private readonly Standardization targets;
    private readonly Sequential trunk;
    private readonly Linear logits;
    private readonly Linear means;
    private readonly Linear scales;

    private readonly Scalar _lower;
    private readonly Scalar _upper;
    private readonly Scalar _width; // of a row of L
    private bool _isDisposed;

    /// <summary>
    /// Creates a network on the CPU; <c>.to(CUDA)</c> moves it, before an objective or an optimizer is made. Weights
    /// and biases are initialised as in PyTorch's <c>Linear</c>, from U(−1/√n, 1/√n) for a layer of n inputs.
    /// </summary>
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="hidden">The widths of the hidden layers, at least one.</param>
    /// <param name="components">The number of mixture components K, at least 1.</param>
    /// <param name="targets">The number of targets D, at least 1.</param>
    /// <param name="covariance">The form of the components' covariances.</param>
    /// <param name="activation">The activation after each hidden layer.</param>
    /// <param name="logScaleBounds">The bounds of log σ, in standardised units; −10 and 10 if null.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <param name="generator">The source of randomness of the weights; the global generator if null.</param>
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
                $"hidden is [{string.Join(", ", hidden)}]; expected one or more layer widths of at least 1.",
                nameof(hidden));
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"dtype is {dtype}; expected Float32 or Float64.", nameof(dtype));
        LogScaleBounds = logScaleBounds ?? (-10, 10);
        var (lower, upper) = LogScaleBounds;
        if (!(lower < upper) || !double.IsFinite(lower) || !double.IsFinite(upper))
            throw new ArgumentException(
                $"logScaleBounds are {LogScaleBounds}; both must be finite and the lower below the upper.",
                nameof(logScaleBounds));

        Components = components;
        Inputs = inputs;
        Targets = targets;
        Hidden = [.. hidden];
        Covariance = covariance;
        Activation = activation;
        Layout = MixtureLayout.From(components, targets, covariance);
        (_lower, _upper, _width) = (lower.ToScalar(), upper.ToScalar(), targets.ToScalar());
        this.inputs = new Standardization(inputs, dtype);
        this.targets = new Standardization(targets, dtype);
        trunk = nn.Sequential(NewHiddenLayers([inputs, .. hidden], activation, dtype));
        int width = hidden[^1];
        logits = nn.Linear(width, components, device: CPU, dtype: dtype);
        means = nn.Linear(width, components * targets, device: CPU, dtype: dtype);
        scales = nn.Linear(width, Layout.Blocks * Layout.Entries, device: CPU, dtype: dtype);
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

    /// <summary>The form of the components' covariances.</summary>
    public Covariance Covariance { get; }

    /// <summary>The activation after each hidden layer.</summary>
    public Activation Activation { get; }

    /// <summary>The bounds of log σ, in standardised units.</summary>
    public (double Lower, double Upper) LogScaleBounds { get; }

    /// <summary>The order of the outputs of the heads.</summary>
    public MixtureLayout Layout { get; }

    /// <summary>Float32 or Float64.</summary>
    public ScalarType Dtype => Present(means.weight!).dtype;

    /// <summary>
    /// Saves the network to a file: its sizes, its standardisation and its weights, in its dtype. The file is written
    /// under a temporary name and then renamed.
    /// </summary>
    /// <param name="path">The path; an existing file is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="InvalidOperationException">The network is in another precision than single or double, or has
    /// more than 2²⁸ weights.</exception>
    public void Save(string path) => WholeFile.Write(path, NetworkFile.Write(this));

    /// <summary>Loads a network from a file that <see cref="Save"/> wrote. It runs no code from the file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The network, on the CPU.</returns>
    /// <exception cref="InvalidDataException">The file is not a network, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static MixtureDensityNetwork Load(string path)
    {
        try
        {
            return NetworkFile.Read(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' cannot be loaded: {e.Message}.", e);
        }
    }

    /// <summary>Whether <see cref="Standardize"/> changed the network's units.</summary>
    internal bool IsStandardized => !inputs.IsIdentity || !targets.IsIdentity;

    /// <summary>Computes p(y|x) for each row of x.</summary>
    /// <param name="x">[N, inputs], or any batch shape in place of N, in the units of the inputs.</param>
    /// <returns>A mixture of batch shape [N] and event shape [D], in the units of the targets.</returns>
    /// <exception cref="ArgumentException">The shape, dtype or device of x does not match.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    public override GaussianMixture forward(Tensor x)
    {
        RequirePresent();
        if (x.dim() == 0 || x.shape[^1] != Inputs)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; this network takes [N, {Inputs}].", nameof(x));
        Shapes.RequireSameKind(x, nameof(x), means.weight!, "the network");

        Tensor h = trunk.call(inputs.Standardize(x));
        Tensor logWeights = nn.functional.log_softmax(logits.call(h), -1);
        Tensor μ = Split(means.call(h), Components, Targets);
        return new GaussianMixture(logWeights, μ, Scale(scales.call(h))).Affine(targets.Deviations, targets.Means);
    }

    /// <summary>The linear modules of the hidden layers.</summary>
    internal IEnumerable<Linear> HiddenLayers => trunk.children().OfType<Linear>();

    /// <summary>The linear modules of the heads, in the order of <see cref="MixtureLayout"/>.</summary>
    internal IReadOnlyList<Linear> Heads => [logits, means, scales];

    internal Standardizer<T> InputStandardizer<T>()
        where T : unmanaged, INumber<T> => Present(inputs).Standardizer<T>();

    internal Standardizer<T> TargetStandardizer<T>()
        where T : unmanaged, INumber<T> => Present(targets).Standardizer<T>();

    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    internal void RequirePresent() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    private T Present<T>(T part)
    {
        RequirePresent();
        return part;
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> NewHiddenLayers(
        int[] widths, Activation activation, ScalarType dtype)
    {
        foreach (var (from, to) in widths.Zip(widths[1..]))
        {
            yield return nn.Linear(from, to, device: CPU, dtype: dtype);
            yield return activation switch
            {
                Activation.Tanh => nn.Tanh(),
                Activation.ReLU => nn.ReLU(),
                Activation.SiLU => nn.SiLU(),
                _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
            };
        }
    }

    /// <summary>Splits the last axis in two.</summary>
    private static Tensor Split(Tensor values, long first, long second) =>
        values.view([.. values.shape[..^1], first, second]);
}
