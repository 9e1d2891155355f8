using MdnDemo.Answers;
using MdnDemo.Files;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A model's predictions for many files, one file for each, so that several runs can share the work.</summary>
/// <remarks>
/// A result has its name only when it is complete. So a file that exists is done: after a kill another run continues,
/// and if two runs predict the same file, the first one counts.
/// </remarks>
/// <param name="folder">The folder of the results.</param>
/// <param name="force">Whether existing results are replaced.</param>
internal sealed class FolderPredictor(string folder, bool force)
{
    private const string Option = "--output";

    /// <summary>Whether a path is meant as a folder.</summary>
    public static bool IsMeant(string? path) => Path.EndsInDirectorySeparator(path ?? "");

    /// <summary>Predicts the files of a shard that have no result.</summary>
    /// <param name="data">The path of the files, with * in it.</param>
    /// <param name="shard">The share of the files.</param>
    /// <param name="options">What to write.</param>
    /// <param name="reading">How the tables are read.</param>
    /// <param name="cancellation">Ends it between two pieces of a file, which leaves no result.</param>
    /// <exception cref="UserException">A file cannot be read or written; all others have their results.</exception>
    public void Run(DensityModel model, string data, Shard shard, PredictionOptions options, ReadOptions reading,
        CancellationToken cancellation)
    {
        IReadOnlyList<(string Source, string Result)> files = Files(data, shard);
        int done = 0, failed = 0;
        foreach (var (source, result) in files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!force && File.Exists(result))
            {
                done++;
                continue;
            }
            try
            {
                string? summary = Predict(model, source, result, options, reading, cancellation);
                Console.Error.WriteLine($"{result}: {summary ?? "another run wrote it first."}");
            }
            catch (UserException e)
            {
                failed++;
                Console.Error.WriteLine(e.Message);
            }
        }
        string of = shard == Shard.Whole ? "" : $" of shard {shard}";
        if (failed > 0)
            throw new UserException(
                $"{failed} of {Count.Format(files.Count, "file")}{of} could not be predicted; the same command tries "
                    + "these again.");
        Console.Error.WriteLine($"{Count.Format(files.Count, "file")}{of}: {files.Count - done} predicted, {done} "
            + "done before.");
    }

    // Null if another run wrote it first.
    private string? Predict(DensityModel model, string source, string result, PredictionOptions options,
        ReadOptions reading, CancellationToken cancellation)
    {
        using OutputFile output = OutputFile.Create(result, Option, force: true, source);
        using TableFile file = TableFile.Open(source, reading);
        PredictionSummary summary = TablePredictor.Write(model, file, output, options, reading, cancellation);
        if (reading.Verbose)
            Console.Error.WriteLine(summary.Read);
        if (force)
            output.Commit();
        else if (!output.TryCommit())
            return null;
        CoverageWarnings.Write(summary.Coverage, Console.Error);
        return summary.ToString();
    }

    private IReadOnlyList<(string Source, string Result)> Files(string data, Shard shard)
    {
        if (data == OutputFile.Standard)
            throw new UserException(
                $"{Option} {folder} has a file for each file of --data; standard input has no name.");
        IReadOnlyList<string> all = FilePattern.Find(data);
        string[] results = [.. all.Select(source => Path.Combine(folder, ResultName(source)))];
        if (results.GroupBy(r => r).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UserException($"Two files of --data would become {twice.Key}; name the others in another run.");
        if (Path.GetDirectoryName(Path.GetFullPath(all[0])) == Path.GetDirectoryName(Path.GetFullPath(results[0])))
            throw new UserException($"{Option} {folder} is the folder of --data; name another.");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"{Option} {folder} cannot be made: {FileErrors.Reason(e)}.", e);
        }
        return shard.Select([.. all.Zip(results)]);
    }

    // Parquet stays Parquet; all else becomes CSV.
    private static string ResultName(string source)
    {
        string name = Path.GetFileName(source);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            name = Path.GetFileNameWithoutExtension(name);
        return ParquetTable.IsMeant(name) ? name : Path.ChangeExtension(name, ".csv");
    }
}
