namespace MdnDemo.Tests.Support;

/// <summary>A table of a column v, which a test is about, and a target y; and a model of it that is made in a moment.
/// </summary>
internal static class OneColumn
{
    public static string Table(string[] cells) =>
        TestTables.Csv(["v,y", .. cells.Select((cell, i) => $"{cell},{i % 9}.5")]);

    public static Outcome Fit(TempDir folder, string table, params string[] options)
    {
        File.WriteAllText(folder.At("table.csv"), table);
        return InProcess.Run(["fit", "--data", folder.At("table.csv"), "--target", "y", "--model", folder.At("m.mdn"),
            .. options.Contains("--plots") ? [] : new[] { "--no-plots" }, "--no-report", "--force", "--verbose",
            "--steps", "1", "--folds", "2", "--refits", "0",
            "--hidden", "1", "--components", "1", .. options]);
    }

    public static string Predict(TempDir folder, string value, params string[] options)
    {
        File.WriteAllText(folder.At("new.csv"), $"v\n{value}\n");
        Outcome predict = InProcess.Run(["predict", "--model", folder.At("m.mdn"), "--data", folder.At("new.csv"),
            "--output", folder.At("out.csv"), "--force", .. options]);
        return predict.ExitCode == 0 ? File.ReadAllLines(folder.At("out.csv"))[1] : predict.Error;
    }
}
