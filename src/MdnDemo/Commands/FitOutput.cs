using MdnDemo.Files;
using MdnDemo.Pages;
using MdnDemo.Plots;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>The files of a fit: the model, the pictures and the page. Each is complete or absent.</summary>
internal sealed class FitOutput : IDisposable
{
    private const string Writing = "writing files";

    // On the machine on which the scoring of a fit was measured.
    private static readonly TimeSpan DurationOfModel = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan DurationOfPicture = TimeSpan.FromSeconds(0.14);
    private static readonly TimeSpan DurationOfPage = TimeSpan.FromSeconds(0.4);

    private readonly OutputFile _model;
    private readonly OutputFile? _page;
    private readonly string _pagePath;
    private readonly PictureFolder? _folder;
    private readonly List<Displaced?> _displaced = [];
    private string _path;
    private string _kept = "";

    private FitOutput(string path, OutputFile model, string pagePath, OutputFile? page, PictureFolder? folder) =>
        (_path, _model, _pagePath, _page, _folder) = (path, model, pagePath, page, folder);

    /// <summary>Checks that all can be written, before the work; creates nothing.</summary>
    /// <param name="path">Where the model goes; the page is beside it.</param>
    /// <param name="pictures">The folder for the pictures; null for none.</param>
    /// <param name="hasPage">Whether there is to be a page.</param>
    /// <param name="mayReplace">Whether files that are there already may be replaced.</param>
    /// <param name="data">The table, which none of them may be.</param>
    /// <exception cref="UserException">One cannot be written, or is there already.</exception>
    public static FitOutput Open(string path, string? pictures, bool hasPage, bool mayReplace, string data)
    {
        OutputFile model = OutputFile.Create(path, "--model", mayReplace, data);
        string page = Path.ChangeExtension(path, ".html");
        // A model may have any name, that of a page too.
        page = page == path ? $"{path}.html" : page;
        return new FitOutput(
            path, model, page, hasPage ? OutputFile.Create(page, "The page", mayReplace, data) : null,
            pictures is null ? null : PictureFolder.Open(pictures, "--plots", mayReplace));
    }

    /// <summary>Checks that no picture exists, unless it may be replaced.</summary>
    public void RequireFree(TrainingTable table) => _folder?.RequireFree(FitPictures.Names(table));

    /// <summary>Saves the model.</summary>
    /// <returns>Where it is.</returns>
    public string SaveModel(DensityModel model)
    {
        byte[] bytes = ModelFile.Write(model);
        _model.Write(stream => stream.Write(bytes));
        Displaced? other = _model.Place();
        _displaced.Add(other);
        _kept = other?.Message ?? $"The model is {_path}.";
        _path = other?.Place ?? _path;
        return _path;
    }

    /// <summary>How long all of them will take, as far as it can be known.</summary>
    public TimeSpan Duration(TrainingTable table) => DurationOfModel
        + (_folder is null ? TimeSpan.Zero : DurationOfPicture * FitPictures.Names(table).Count())
        + (_page is null ? TimeSpan.Zero : DurationOfPage);

    /// <summary>Prints the report, which needs no disk; then draws the pictures, makes the page and prints their names.
    /// </summary>
    /// <param name="table">What the model learnt from.</param>
    /// <param name="fit">The model and its scores.</param>
    /// <param name="view">Shows the progress.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Show(TrainingTable table, ModelFit fit, ProgressView view, CancellationToken cancellation)
    {
        List<string> files = [];
        try
        {
            try
            {
                StandardOutput.Print(() => FitReport.Print(table, fit, _path), _kept);
            }
            finally
            {
                // They are asked for even where the report cannot be printed, or nobody reads it.
                files = view.Show(Writing, () => Save(table, fit, view.OfLast(Writing, Duration(table)), cancellation));
            }
            if (files.Count > 0)
                StandardOutput.Print(() => FitReport.PrintFiles(files), _kept);
        }
        catch (ClosedPipeException)
        {
            // That is no mistake, but this is one.
            Displaced.ThrowIfAny(_displaced);
            throw;
        }
        Displaced.ThrowIfAny(_displaced);
    }

    public void Dispose()
    {
        _model.Dispose();
        _page?.Dispose();
    }

    /// <summary>Saves the pictures and the page.</summary>
    /// <returns>Their paths.</returns>
    private List<string> Save(
        TrainingTable table, ModelFit fit, IProgress<double> progress, CancellationToken cancellation)
    {
        TrainingTable shown = table.WithoutOutliers(fit);
        List<Picture> pictures = [];
        List<string> files = [];
        if (_folder is not null)
        {
            TimeSpan done = DurationOfModel;
            foreach (Picture picture in FitPictures.Draw(shown, fit))
            {
                pictures.Add(picture);
                done += DurationOfPicture;
                progress.Report(done / Duration(table));
            }
            var (drawn, others) = _folder.Save(pictures, _kept, cancellation);
            files.AddRange(drawn);
            _displaced.Add(others);
            _kept = $"{_kept} The pictures are {string.Join(", ", files)}.";
        }
        if (_page is not null)
            files.Add(SavePage(_page, FitPage.Make(shown, fit, pictures)));
        progress.Report(1);
        return files;
    }

    private string SavePage(OutputFile page, byte[] html)
    {
        try
        {
            page.Write(stream => stream.Write(html));
            Displaced? other = page.Place();
            _displaced.Add(other);
            return other?.Place ?? _pagePath;
        }
        catch (UserException e)
        {
            throw new UserException($"{e.Message} {_kept}", e);
        }
    }
}
