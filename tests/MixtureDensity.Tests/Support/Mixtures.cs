using CsCheck;

namespace MixtureDensity.Tests.Support;

/// <summary>Random mixtures for properties, and how properties are run.</summary>
internal static class Mixtures
{
    /// <summary>
    /// Components that overlap more or less: scales from 0.1 to 3, means from −5 to 5, weights down to 1e-3.
    /// </summary>
    public static readonly Gen<PlainMixture> Mild = From(Gen.Double[-7, 0], Gen.Double[-5, 5], Gen.Double[-1, 0.5]);

    /// <summary>
    /// What an ensemble of networks comes up with: up to 30 components, many of them nearly the same.
    /// </summary>
    public static readonly Gen<PlainMixture> Crowded =
        From(Gen.Double[-9, 0], Gen.OneOf(Gen.Double[-5, 5], Gen.Double[-0.1, 0.1]), Gen.Double[-1.5, 0.5], most: 30);

    /// <summary>
    /// Whatever a network may come up with: one component, equal ones, ones without weight, scales from 1e-3 to 1e3.
    /// </summary>
    public static readonly Gen<PlainMixture> Wild = From(
        Gen.OneOf(Gen.Double[-20, 0], Gen.Const(0.0), Gen.Const(double.NegativeInfinity)),
        Gen.OneOf(Gen.Double[-1000, 1000], Gen.Double[-1, 1], Gen.Const(0.5)),
        Gen.OneOf(Gen.Double[-3, 3], Gen.Const(-3.0), Gen.Const(3.0)));

    /// <summary>One of some values.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>
    /// Runs a property on one thread, for dispose scopes and grad mode are a thread's own; a failure prints its seed.
    /// </summary>
    public static void Check<T>(this Gen<T> gen, Action<T> property, int times = 60) =>
        gen.Sample(property, iter: times, threads: 1);

    /// <inheritdoc cref="Check{T}"/>
    public static void Check<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> property, int times = 60) =>
        gen.Check(v => property(v.Item1, v.Item2), times);

    /// <inheritdoc cref="Check{T}"/>
    public static void Check<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> property, int times = 60) =>
        gen.Check(v => property(v.Item1, v.Item2, v.Item3), times);

    private static Gen<PlainMixture> From(Gen<double> logWeight, Gen<double> mean, Gen<double> logScale,
        int most = 6) =>
        Gen.Int[1, most].SelectMany(k => Gen.Select(logWeight.Array[k], mean.Array[k], logScale.Array[k], (w, m, s) =>
        {
            // The first component always has weight.
            double[] weights = [.. w.Select((v, i) => i == 0 && double.IsInfinity(v) ? 1 : Math.Exp(v))];
            double total = weights.Sum();
            return new PlainMixture([.. weights.Select(v => v / total)], m, [.. s.Select(v => Math.Pow(10, v))]);
        }));
}
