using System.Text;
using MdnDemo.Files;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>The results of a table or a problem, a line a run: what is in it need not be run again.</summary>
internal sealed class ResultsFile
{
    private readonly List<Result> _results;

    private ResultsFile(string path, List<Result> results)
    {
        Path = path;
        _results = results;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>All results so far, in the order in which they came.</summary>
    public IReadOnlyList<Result> Results => _results;

    /// <summary>Prepares to add results to those that are there.</summary>
    /// <param name="folder">The folder; it is made where there is none.</param>
    /// <param name="name">What the results are of.</param>
    /// <param name="restart">Whether those that are there are deleted.</param>
    /// <exception cref="UserException">The folder cannot be written to, or the file holds something else.</exception>
    public static ResultsFile Open(string folder, string name, bool restart)
    {
        string path = System.IO.Path.Combine(folder, name + ".csv");
        return Guard(path, "written", () =>
        {
            Directory.CreateDirectory(folder);
            if (restart)
                File.Delete(path);
            if (!File.Exists(path))
                return new ResultsFile(path, []);
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
            List<Result> results = Parse(path, file, out long end);
            // What a run that was killed had begun to write.
            file.SetLength(end);
            return new ResultsFile(path, results);
        });
    }

    /// <summary>The results in a file.</summary>
    /// <exception cref="UserException">It cannot be read, or holds something else.</exception>
    public static IReadOnlyList<Result> Read(string path) => Guard(path, "read", () =>
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Parse(path, file, out _);
    });

    /// <summary>Adds a result; it is on the disk when this returns.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    public void Append(Result result) => Guard(Path, "written", () =>
    {
        using FileStream file = new(Path, FileMode.Append, FileAccess.Write);
        string text = (file.Length == 0 ? Result.Header + "\n" : "") + result.ToLine() + "\n";
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
        _results.Add(result);
        return true;
    });

    /// <summary>The results in all whole lines, which end at <paramref name="end"/>.</summary>
    private static List<Result> Parse(string path, FileStream file, out long end)
    {
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        bool isBegun = lines.Length == 1 && Result.Header.StartsWith(lines[0], StringComparison.Ordinal);
        if (lines[0] != Result.Header && !isBegun)
            throw new UserException($"{path} holds no results of this program: its first line is another.");
        List<Result> results = [];
        // The last piece is empty, or what was not finished.
        for (int i = 1; i < lines.Length - 1; i++)
        {
            try
            {
                results.Add(Result.Parse(lines[i]));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw new UserException($"{path}, row {i + 1}: it is no result; delete the row to run it again.", e);
            }
            if (results.FindIndex(r => r.Run == results[^1].Run) < results.Count - 1)
                throw new UserException(
                    $"{path}, row {i + 1}: run {results[^1].Run} is there twice; delete one of them.");
        }
        return results;
    }

    private static T Guard<T>(string path, string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"{path} cannot be {what}: {FileErrors.Reason(e)}.", e);
        }
    }
}
