using MdnDemo.Tests.Support;

[assembly: AssemblyFixture(typeof(SmallModel))]

namespace MdnDemo.Tests.Support;

/// <summary>
/// A model of <see cref="TestTables.Small"/> that the program fitted, and the table beside it. All tests read the same
/// one, and the first of them has it fitted.
/// </summary>
public sealed class SmallModel : IDisposable
{
    /// <summary>The options of a fit that takes a moment.</summary>
    internal static readonly string[] Quick =
        ["--steps", "50", "--folds", "2", "--refits", "0", "--hidden", "8", "--components", "2"];

    private readonly TempDir _folder = new();
    private readonly Lazy<Outcome> _fit;

    public SmallModel() => _fit = new(() =>
    {
        File.WriteAllText(_folder.At("small.csv"), TestTables.Small);
        Outcome fit = Demo.RunAsync(["fit", "--data", _folder.At("small.csv"), "--target", "y", "--model",
            _folder.At("small.mdn"), .. Quick]).GetAwaiter().GetResult();
        Assert.Equal(0, fit.ExitCode);
        return fit;
    });

    /// <summary>What the fit printed.</summary>
    internal Outcome Fit => _fit.Value;

    /// <summary>The model's file.</summary>
    internal string Path => At("small.mdn");

    /// <summary>The table's file.</summary>
    internal string Data => At("small.csv");

    public void Dispose() => _folder.Dispose();

    private string At(string name)
    {
        _ = _fit.Value;
        return _folder.At(name);
    }
}
