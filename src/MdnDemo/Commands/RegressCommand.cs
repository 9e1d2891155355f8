using MdnDemo.Experiments;
using MdnDemo.Pages;
using MdnDemo.Plots;

namespace MdnDemo.Commands;

/// <summary><c>regress</c>: the regression x ↦ y.</summary>
internal static class RegressCommand
{
    private const string LossName = "mean squared error";

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "regress", "Learn the curve x ↦ y with a squared error; draws mdn-1.png, mdn-2.png and regress-loss.png, and "
            + "regress.html, a page that shows the training.",
        Complete);

    private static void Complete(DeferredCommand command)
    {
        var defaults = new RegressOptions();
        var shared = new SharedOptions(defaults);
        command.AddOptions([.. shared.All]);
        command.SetAction(parse =>
        {
            RegressOptions options = shared.Read(defaults, parse);
            return ExperimentRun.Execute(options, shared.Output(parse), LossName, (progress, cancellation) =>
            {
                RegressResult result = RegressExperiment.Run(options, progress, cancellation);
                return new ExperimentOutcome(result.Training, RegressPictures.Draw(result),
                    pictures => ExperimentPage.Create(result, LossName, pictures));
            });
        });
    }
}
