using BenchmarkDotNet.Attributes;
using MdnDemo.Experiments;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>A step of <c>mdn</c>, in its ways and for several N.</summary>
/// <remarks>In this process: another one would be built without what lets libtorch load.</remarks>
[InProcess]
[MemoryDiagnoser(displayGenColumns: false)]
public class MixtureStepBenchmarks : IDisposable
{
    private MixtureSteps? _steps;

    /// <summary>N.</summary>
    [Params(1000, 100_000)]
    public int Rows { get; set; }

    /// <summary>Draws the points.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Libtorch.Load();
        _steps = new MixtureSteps(Rows, new MdnOptions());
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _steps?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="MixtureSteps.Idiomatic"/>
    [Benchmark(Baseline = true)]
    public void Idiomatic() => _steps!.Idiomatic();

    /// <inheritdoc cref="MixtureSteps.Ours"/>
    [Benchmark]
    public void Ours() => _steps!.Ours();

    /// <inheritdoc cref="MixtureSteps.Products"/>
    [Benchmark]
    public void Products() => _steps!.Products();
}
