using System.CommandLine;
using MdnDemo.Experiments;
using MdnDemo.Pages;
using MdnDemo.Plots;

namespace MdnDemo.Commands;

/// <summary><c>mdn</c>: the inverse y ↦ x with a mixture density network.</summary>
internal static class MdnCommand
{
    private const string LossName = "negative log-likelihood, in nats";

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "mdn", "Learn the inverse of the curve, one x to many y, with a mixture density network; draws mdn-3.png to "
            + "mdn-7.png and mdn-loss.png, and mdn.html, a page that shows the training.",
        Complete);

    private static void Complete(DeferredCommand command)
    {
        var defaults = new MdnOptions();
        var shared = new SharedOptions(defaults);
        Option<int> components = NumberOption.For<int>(
            defaults, nameof(defaults.Components), "--components", "The number of Gaussian components of a mixture");
        command.AddOptions([.. shared.All, components]);
        command.SetAction(parse =>
        {
            MdnOptions options = shared.Read(defaults with { Components = parse.GetValue(components) }, parse);
            return ExperimentRun.Execute(options, shared.Output(parse), LossName, (progress, cancellation) =>
            {
                MdnResult result = MdnExperiment.Run(options, progress, cancellation);
                return new ExperimentOutcome(result.Training, MdnPictures.Draw(result),
                    pictures => ExperimentPage.Create(result, LossName, pictures));
            });
        });
    }
}
