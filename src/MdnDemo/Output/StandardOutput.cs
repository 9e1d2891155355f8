namespace MdnDemo.Output;

/// <summary>Where results are printed.</summary>
internal static class StandardOutput
{
    /// <summary>Prints results.</summary>
    /// <param name="print">What prints them.</param>
    /// <param name="kept">Where else they are, as a sentence.</param>
    /// <exception cref="UserException">They cannot be printed, as on a full disk.</exception>
    public static void Print(Action print, string? kept = null)
    {
        try
        {
            print();
        }
        catch (IOException e)
        {
            throw new UserException($"Cannot print the results: {FileErrors.Reason(e)}.{(kept is null ? "" : " " + kept)}", e);
        }
    }
}
