using MdnDemo.Experiments;
using MdnDemo.Files;
using MdnDemo.Reports;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>What the commands of both experiments have in common.</summary>
internal static class ExperimentRun
{
    /// <summary>Runs an experiment with its progress shown, saves pictures and page, prints its table.</summary>
    /// <param name="options">What the user chose.</param>
    /// <param name="output">The folder for the pictures.</param>
    /// <param name="lossName">The name of the loss and its unit.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserException">The network is too large, the training diverged, or a file cannot be
    /// written.</exception>
    public static int Execute(
        ExperimentOptions options,
        string output,
        string lossName,
        Func<IProgress<EpochLoss>, CancellationToken, ExperimentOutcome> experiment) =>
        Interruptible.Run(cancellation =>
        {
            if (options.LargestLayer > ExperimentOptions.MaxLayer)
            {
                throw new UserException(
                    $"A layer of {options.LargestLayer:N0} numbers does not fit into memory, at most "
                        + $"{ExperimentOptions.MaxLayer:N0} do; choose fewer --points or a narrower --hidden layer.");
            }
            PictureFolder folder = PictureFolder.Open(output, "--output", mayReplace: true);
            Libtorch.Load();
            var (training, drawings, page) = Train(options, progress => experiment(progress, cancellation));

            var pictures = new List<Picture>();
            foreach (Picture picture in drawings)
            {
                pictures.Add(picture);
                cancellation.ThrowIfCancellationRequested();
            }
            var (files, _) = folder.Save([.. pictures, page(pictures)], kept: null, cancellation);
            StandardOutput.Print(
                () => ExperimentReport.Print(lossName, training, options.Points, files),
                kept: $"The files are {string.Join(", ", files)}.");
        });

    private static T Train<T>(ExperimentOptions options, Func<IProgress<EpochLoss>, T> work)
    {
        try
        {
            return ProgressView.Run(view => work(view.OfEpochs(options.Epochs)));
        }
        catch (DivergenceException e)
        {
            throw new UserException(
                $"The training loss became {e.Loss} in epoch {e.Epoch}; choose a --learning-rate below "
                    + $"{options.LearningRate}.", e);
        }
    }
}
