using System.CommandLine;
using MdnDemo.Commands;

var root =
    new RootCommand(
    "Mixture density networks: the two experiments of the notebook 'Mixture Density Net', and models of your own "
        + "tables.")
{
    new RegressCommand(),
    new MdnCommand(),
    new FitCommand(),
    new EvaluateCommand(),
    new PredictCommand(),
    new ExplainCommand(),
    new ExportCommand(),
};
return CommandLine.Run(root, args);
