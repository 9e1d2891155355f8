namespace MdnDemo.Benchmarks.Speed;

/// <summary>How soon the program answers what needs no network, beside an empty one.</summary>
internal static class StartUp
{
    private const string Project =
        "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType>"
        + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>";

    /// <summary>The ratios of <c>--help</c> and of a bad option to a program that does nothing.</summary>
    /// <param name="rounds">How often each is started.</param>
    public static (double Help, double BadOption) Ratios(int rounds)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("empty-program-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "Empty.csproj"), Project);
            File.WriteAllText(Path.Combine(folder.FullName, "Program.cs"), "return;\n");
            Child.Run("dotnet", ["build", folder.FullName, "--output", Path.Combine(folder.FullName, "out")]);
            string empty = Path.Combine(folder.FullName, "out", OperatingSystem.IsWindows() ? "Empty.exe" : "Empty");
            List<double> help = [], badOption = [];
            for (int round = 0; round <= rounds; round++)
            {
                double nothing = Child.Run(empty, []).Seconds;
                double ofHelp = Child.Run(Child.Demo, ["--help"]).Seconds / nothing;
                double ofBadOption = Child.Run(Child.Demo, ["mdn", "--bad"], exitCode: 1).Seconds / nothing;
                // The first round reads the files.
                if (round > 0)
                {
                    help.Add(ofHelp);
                    badOption.Add(ofBadOption);
                }
            }
            return (Blocks.Median(help), Blocks.Median(badOption));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
