using System.CommandLine;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Commands;

var root = new RootCommand("How good the densities are that 'fit' learns with its default options.")
{
    UciCommand.Create(),
    InverseCommand.Create(),
    TableCommand.Create(),
    MdnDemo.Benchmarks.Predictions.PredictCommand.Create(),
};
return CommandLine.Run(root, args);
