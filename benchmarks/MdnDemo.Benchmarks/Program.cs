using System.CommandLine;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Benchmarks.Gpu;
using MdnDemo.Benchmarks.Speed;

var root =
    new RootCommand(
    "How good the densities are that 'fit' learns with its default options, and how fast training and predictions are.")
{
    UciCommand.Create(),
    InverseCommand.Create(),
    TableCommand.Create(),
    SpeedCommand.Create(),
    StepsCommand.Create(),
    FitsCommand.Create(),
    LossesCommand.Create(),
    SubnormalsCommand.Create(),
    FullBatchCommand.Create(),
    FirstEpochCommand.Create(),
    MdnDemo.Benchmarks.Predictions.PredictCommand.Create(),
    MdnDemo.Benchmarks.Predictions.LatencyCommand.Create(),
    GpuCommand.Create(),
    MdnDemo.Benchmarks.Predictions.OnnxCommand.Create(),
};
return MdnDemo.Commands.CommandLine.Run(root, args);
