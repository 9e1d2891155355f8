using System.Globalization;
using MdnDemo.Experiments;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>The notebook's own way, PyTorch in Python, where it is installed.</summary>
internal static class Notebook
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Speed", "notebook.py");

    // PyTorch prints its version, and among the parts that it was built with the library of its products.
    private const string VersionScript =
        "import re, torch; blas = re.search(r'BLAS_INFO=(\\w+)', torch.__config__.show()); print('PyTorch ' + "
            + "torch.__version__ + ', BLAS ' + (blas.group(1) if blas else 'unknown'))";

    /// <summary>The Python that has PyTorch; null where there is none.</summary>
    // The first one in the path may be another than the system's.
    public static string? Python { get; } =
        new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(p => Child.Succeeds(p, "-c", "import torch"));

    /// <summary>Which PyTorch it has, with which library of products.</summary>
    public static string VersionOf(string python) => Child.Run(python, ["-c", VersionScript]).Output.Trim();

    /// <summary>
    /// How many times as long both trainings take there, each at so many epochs; null where there is no PyTorch.
    /// </summary>
    public static (double Mdn, double Regress)? Ratios(int mdnEpochs, int regressEpochs)
    {
        if (Python is not { } python)
            return null;
        double mdn = MdnExperiment.Run(new MdnOptions { Epochs = mdnEpochs }, null,
            CancellationToken.None).Training.Duration.TotalSeconds;
        double regress = RegressExperiment.Run(new RegressOptions { Epochs = regressEpochs }, null,
            CancellationToken.None).Training.Duration.TotalSeconds;
        double[] seconds = [.. Child.Run(python, [Script, $"{mdnEpochs}", $"{regressEpochs}"]).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        return (seconds[0] / mdn, seconds[1] / regress);
    }
}
