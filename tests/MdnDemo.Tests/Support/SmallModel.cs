namespace MdnDemo.Tests.Support;

/// <summary>A model of <see cref="TestTables.Small"/> that the program fitted, and the table beside it.</summary>
public sealed class SmallModel : IAsyncLifetime
{
    /// <summary>The options of a fit that takes a moment.</summary>
    internal static readonly string[] Quick =
        ["--steps", "50", "--folds", "2", "--refits", "0", "--hidden", "8", "--components", "2"];

    private readonly TempDir _folder = new();

    /// <summary>The model's file.</summary>
    internal string Path => _folder.At("small.mdn");

    /// <summary>The table's file.</summary>
    internal string Data => _folder.At("small.csv");

    /// <summary>What the fit printed.</summary>
    internal Outcome Fit { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(Data, TestTables.Small);
        Fit = await Demo.RunAsync(["fit", "--data", Data, "--target", "y", "--model", Path, .. Quick]);
        Assert.Equal(0, Fit.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
