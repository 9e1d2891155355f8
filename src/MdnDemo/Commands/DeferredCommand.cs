using System.CommandLine;

namespace MdnDemo.Commands;

/// <summary>
/// A command that creates its options only when it is used: creating those of all commands takes longer than parsing.
/// </summary>
internal abstract class DeferredCommand(string name, string description) : Command(name, description)
{
    /// <summary>Adds the options and the action.</summary>
    public abstract void Complete();

    /// <summary>Adds several options, in the order of the help.</summary>
    protected void AddOptions(params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
            Add(option);
    }
}
