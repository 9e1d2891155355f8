using System.CommandLine;
using MdnDemo.Experiments;
using MdnDemo.Plots;

namespace MdnDemo.Commands;

/// <summary><c>regress</c>: the regression x ↦ y.</summary>
internal static class RegressCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var defaults = new RegressOptions();
        var command = new Command("regress", "Learn the curve x ↦ y with a squared error; draws mdn-1.png, mdn-2.png and regress-loss.png.");
        var shared = new SharedOptions(command, defaults);
        command.SetAction(parse =>
        {
            RegressOptions options = shared.Read(defaults, parse);
            return ExperimentRun.Execute(options, shared.Output(parse), "mean squared error", (progress, cancellation) =>
            {
                RegressResult result = RegressExperiment.Run(options, progress, cancellation);
                return (result.Training, RegressPictures.Draw(result));
            });
        });
        return command;
    }
}
