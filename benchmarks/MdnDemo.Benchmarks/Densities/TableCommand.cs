using System.CommandLine;
using MdnDemo.Files;

namespace MdnDemo.Benchmarks.Densities;

/// <summary><c>table</c>: the results as a page.</summary>
internal static class TableCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> folder = ResultsFolder.Option();
        var command = new Command("table",
            "Write the results beside the published ones into README.md in their folder. What stands there outside "
                + "its two marks is kept.")
        {
            folder,
        };
        command.SetAction(parse =>
        {
            string path = DensityPage.Write(parse.GetValue(folder)!);
            StandardOutput.Print(() => Console.WriteLine(path));
        });
        return command;
    }
}
