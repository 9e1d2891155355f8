using System.Globalization;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>The notebook's own way, PyTorch in Python on one core, where it is installed.</summary>
/// <param name="Peer">Which PyTorch it is, with which library of products.</param>
/// <param name="Mdn">The seconds of a step of <c>mdn</c>.</param>
/// <param name="MdnWithLogSumExp">The same with PyTorch's function for the notebook's own, which is N × N.</param>
/// <param name="Regress">The seconds of a step of <c>regress</c>.</param>
internal sealed record Notebook(string Peer, double Mdn, double MdnWithLogSumExp, double Regress)
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Speed", "notebook.py");

    // The first one in the path may be another than the system's.
    private static readonly string? Python =
        new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(p => Child.Succeeds(p, "-c", "import torch"));

    /// <summary>Trains both networks; null where there is no PyTorch.</summary>
    public static Notebook? Run(int mdnEpochs, int regressEpochs)
    {
        if (Python is null)
            return null;
        string[] lines = Child.Run(Python, [Script, $"{mdnEpochs}", $"{regressEpochs}"]).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        double[] seconds = [.. lines[1..].Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        return new Notebook(lines[0], seconds[0], seconds[1], seconds[2]);
    }
}
