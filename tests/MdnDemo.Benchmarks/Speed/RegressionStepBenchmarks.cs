using BenchmarkDotNet.Attributes;
using MdnDemo.Experiments;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>A step of <c>regress</c>, in its ways and for several N.</summary>
/// <remarks>In this process: another one would be built without what lets libtorch load.</remarks>
[InProcess]
[MemoryDiagnoser(displayGenColumns: false)]
public class RegressionStepBenchmarks : IDisposable
{
    private RegressionSteps? _steps;

    /// <summary>N.</summary>
    [Params(1000, 100_000)]
    public int Rows { get; set; }

    /// <summary>Draws the points.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Libtorch.Load();
        _steps = new RegressionSteps(Rows, new RegressOptions());
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _steps?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="RegressionSteps.Idiomatic"/>
    [Benchmark(Baseline = true)]
    public void Idiomatic() => _steps!.Idiomatic();

    /// <inheritdoc cref="RegressionSteps.Ours"/>
    [Benchmark]
    public void Ours() => _steps!.Ours();
}
