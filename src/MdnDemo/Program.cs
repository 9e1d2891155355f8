using System.CommandLine;
using MdnDemo.Commands;

var root =
    new RootCommand(
    "Mixture density networks: the two experiments of the notebook 'Mixture Density Net', and models of your own "
        + "tables.")
{
    RegressCommand.Create(),
    MdnCommand.Create(),
    FitCommand.Create(),
    EvaluateCommand.Create(),
    PredictCommand.Create(),
    ExplainCommand.Create(),
    ExportCommand.Create(),
};
return CommandLine.Run(root, args);
