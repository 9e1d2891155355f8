using System.CommandLine;

namespace MdnDemo.Commands;

/// <summary>
/// A command that creates its options only when it is used: creating those of all commands takes longer than parsing.
/// </summary>
/// <param name="complete">Adds the options and the action.</param>
internal sealed class DeferredCommand(string name, string description, Action<DeferredCommand> complete)
    : Command(name, description)
{
    /// <summary>Adds the options and the action.</summary>
    public void Complete() => complete(this);

    /// <summary>Adds several options, in the order of the help.</summary>
    public void AddOptions(params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
            Add(option);
    }
}
