namespace MixtureDensity;

/// <summary>An input column of a table, and how its cells become numbers for a network.</summary>
public abstract record InputEncoding(string Name)
{
    /// <summary>How many numbers a cell becomes.</summary>
    public abstract int Width { get; }
}
