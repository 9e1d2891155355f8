using System.CommandLine;
using MdnDemo.Commands;

var root = new RootCommand("The two experiments of the notebook 'Mixture Density Net': a noisy curve learned forwards, and its inverse.")
{
    RegressCommand.Create(),
    MdnCommand.Create(),
};
return CommandLine.Run(root, args);
