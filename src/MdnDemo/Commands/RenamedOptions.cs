namespace MdnDemo.Commands;

/// <summary>The new names of options of earlier versions, for error messages.</summary>
internal static class RenamedOptions
{
    private static readonly Dictionary<string, (string Old, string New, string Remark)[]> OfCommand = new()
    {
        ["regress"] = [("--samples", "--points", "")],
        ["mdn"] = [("--samples", "--points", "")],
        ["fit"] =
        [
            ("--held-out", "--folds", ": 5 for 0.2"),
            ("--rounds", "--refits", ", which counts networks: 5 for a second round of 5 folds"),
            ("--output", "--plots", ""),
        ],
        ["predict"] = [("--out", "--output", ""), ("--draws", "--samples", "")],
    };

    /// <summary>The new name of an option, as a sentence; null if it was never renamed.</summary>
    public static string? Hint(string command, string option)
    {
        if (!OfCommand.TryGetValue(command, out var renamed))
            return null;
        var (old, @new, remark) = renamed.FirstOrDefault(r => r.Old == option);
        return old is null ? null : $"{old} is now {@new}{remark}.";
    }
}
