using MdnDemo.Experiments;
using MdnDemo.Pages;
using MdnDemo.Plots;

namespace MdnDemo.Commands;

/// <summary><c>regress</c>: the regression x ↦ y.</summary>
internal sealed class RegressCommand() : DeferredCommand(
    "regress", "Learn the curve x ↦ y with a squared error; draws mdn-1.png, mdn-2.png and regress-loss.png, and "
        + "regress.html, a page that shows the training.")
{
    private const string LossName = "mean squared error";

    /// <inheritdoc/>
    public override void Complete()
    {
        var defaults = new RegressOptions();
        var shared = new SharedOptions(this, defaults);
        SetAction(parse =>
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
