namespace MdnDemo.Commands;

/// <summary>Options of earlier versions, so that a mistake can name the new one.</summary>
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

    /// <summary>What became of an option, as a sentence; null if there never was one.</summary>
    public static string? Hint(string command, string option)
    {
        if (!OfCommand.TryGetValue(command, out var renamed))
            return null;
        var (old, @new, remark) = renamed.FirstOrDefault(r => r.Old == option);
        return old is null ? null : $"{old} is now {@new}{remark}.";
    }
}
