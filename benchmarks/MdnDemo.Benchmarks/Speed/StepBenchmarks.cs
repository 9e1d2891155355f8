using BenchmarkDotNet.Attributes;
using MdnDemo.Experiments;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>A step of each experiment, in its ways and for several N.</summary>
/// <remarks>In this process: another one would be built without what lets libtorch load.</remarks>
[InProcess]
[MemoryDiagnoser(displayGenColumns: false)]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByParams)]
public class StepBenchmarks : IDisposable
{
    private ExperimentSteps? _steps;

    /// <summary>The experiment.</summary>
    [Params("mdn", "regress")]
    public string Experiment { get; set; } = "";

    /// <summary>N.</summary>
    [Params(1000, 100_000)]
    public int Rows { get; set; }

    /// <summary>Draws the points.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Libtorch.Load();
        _steps = Experiment == "mdn" ? ExperimentSteps.Mdn(Rows, new MdnOptions())
            : ExperimentSteps.Regress(Rows, new RegressOptions());
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _steps?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="ExperimentSteps.Idiomatic"/>
    [Benchmark(Baseline = true)]
    public void Idiomatic() => _steps!.Idiomatic();

    /// <inheritdoc cref="ExperimentSteps.Ours"/>
    [Benchmark]
    public void Ours() => _steps!.Ours();
}
