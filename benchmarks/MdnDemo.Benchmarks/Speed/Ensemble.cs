namespace MdnDemo.Benchmarks.Speed;

/// <summary>What a second core is worth to <c>fit</c>, whose five networks are fitted side by side.</summary>
internal static class Ensemble
{
    /// <summary>The time on one core over that on two; null where the system cannot hold a program to one.</summary>
    /// <param name="rounds">How often each is run.</param>
    /// <param name="rows">The rows of the table.</param>
    public static double? SpeedUp(int rounds, int rows)
    {
        if (Environment.ProcessorCount < 2 || !Child.Succeeds("taskset", "--version"))
            return null;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ensemble-");
        try
        {
            string data = Path.Combine(folder.FullName, "data.csv"), model = Path.Combine(folder.FullName, "model.mdn");
            FitTable.Inverse(rows).Write(data);
            double Seconds(string cores) =>
                Child.Run("taskset", ["--cpu-list", cores, Child.Demo, "fit", "--data", data, "--target", "y",
                "--model", model, "--force", "--plots", folder.FullName]).Seconds;
            return Blocks.Median([.. Enumerable.Range(0, rounds).Select(_ => Seconds("0") / Seconds("0,1"))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
