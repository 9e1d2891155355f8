using TorchSharp;
using TorchSharp.Modules;

namespace MixtureDensity;

/// <summary>
/// Adam with decoupled weight decay for parameters on the CPU, as <c>torch.optim.AdamW</c>: m ← β₁ m + (1 − β₁) g,
/// v ← β₂ v + (1 − β₂) g², θ ← (1 − η λ) θ − η m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) in step t.
/// Without decay, λ = 0, it is Adam.
/// </summary>
/// <remarks>
/// It may step while another thread collects garbage, see <see cref="CpuOptimizer"/>. In a file that imports
/// <c>TorchSharp.Modules</c> too, <c>using AdamW = MixtureDensity.AdamW;</c> resolves the ambiguity.
/// Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
/// </remarks>
public sealed class AdamW : CpuOptimizer
{
    private readonly object[] _states; // an AdamWState<T> for each parameter

    /// <summary>Creates the optimizer; the defaults are those of PyTorch.</summary>
    /// <param name="parameters">The parameters, contiguous, on the CPU, of Float32 or Float64.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, at least 0 and less than 1.</param>
    /// <param name="beta2">β₂, at least 0 and less than 1.</param>
    /// <param name="epsilon">ε, more than 0.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="ArgumentException">A constant is out of range, or a parameter is of another type or on another
    /// device.</exception>
    public AdamW(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9,
        double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(parameters, learningRate)
    {
        if (beta1 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "β₁ is at least 0 and less than 1.");
        if (beta2 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "β₂ is at least 0 and less than 1.");
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is finite and more than 0.");
        if (!(weightDecay >= 0 && double.IsFinite(weightDecay)))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "λ is finite and at least 0.");
        _states = [.. this.parameters().Select(p => p.dtype == torch.ScalarType.Float32
            ? (object)new AdamWState<float>((int)p.numel(), weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon)
            : new AdamWState<double>((int)p.numel(), weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon))];
    }

    private protected override void Move<T>(int parameter, Span<T> θ, ReadOnlySpan<T> gradient) =>
        ((AdamWState<T>)_states[parameter]).Step(θ, gradient, LearningRate);
}
