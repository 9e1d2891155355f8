using System.Text;
using System.Text.Json.Nodes;
using MdnDemo.Experiments;
using MdnDemo.Files;
using MdnDemo.Reports;
using MixtureDensity;

namespace MdnDemo.Pages;

/// <summary>The page of an experiment, which replays its training and shows its pictures.</summary>
internal static class ExperimentPage
{
    private const int MaxLosses = 400;
    private const int MaxPoints = 1000;

    // With the snapshots, a page stays below its size.
    private const int PicturesRoom = 500_000;

    private static readonly Dictionary<string, string> Captions = new()
    {
        ["mdn-1"] = "The data",
        ["mdn-2"] = "The data, and the network's prediction at new x",
        ["mdn-3"] = "The data, and a sample of p(y|x) at each new x",
        ["mdn-4"] = "The mean of every component over x",
        ["mdn-5"] = "The scale of every component over x",
        ["mdn-6"] = "The weight of every component over x",
        ["mdn-7"] = "The density p(y|x), with the data",
        ["mdn-loss"] = "The loss of every epoch",
        ["regress-loss"] = "The loss of every epoch",
    };

    /// <summary>The page of the mixture density network.</summary>
    /// <param name="result">The result of the experiment.</param>
    /// <param name="lossName">The name of the loss and its unit.</param>
    public static Picture Create(MdnResult result, string lossName, IReadOnlyList<Picture> pictures)
    {
        int components = result.Mixtures.Means.GetLength(1);
        string lead = "The points lie on a curve that runs back and forth: one x has up to five y. The network answers "
            + $"every x with a mixture of {Count.Format(components, "Gaussian")}: bright is where y is likely. Press "
            + "play, or drag the slider, to see it learn. Drag over the picture to cut it at an x.";
        return Make("mdn.html", "How a mixture density network learns", lead, Data(result, lossName), result.Snapshots,
            ExperimentReport.Rows(lossName, result.Training, result.Data.X.Length), pictures,
            ExperimentTables.Create(result));
    }

    /// <summary>The data of the page of the mixture density network.</summary>
    internal static JsonObject Data(MdnResult result, string lossName)
    {
        JsonObject data = Data(result.Training, Activation.Tanh, lossName, result.Snapshots, result.Data);
        int components = result.Mixtures.Means.GetLength(1);
        data["layout"] =
            ModelData.Layout(MixtureLayout.From(components, 1, Covariance.Diagonal), result.LogScaleBounds);
        data["plane"] = new JsonArray(
            -MdnExperiment.TestBound, MdnExperiment.TestBound, -MdnExperiment.GridBound, MdnExperiment.GridBound);
        return data;
    }

    /// <summary>The page of the regression.</summary>
    /// <inheritdoc cref="Create(MdnResult, string, IReadOnlyList{Picture})"/>
    public static Picture Create(RegressResult result, string lossName, IReadOnlyList<Picture> pictures)
    {
        const string Lead = "One y belongs to every x, but for the noise. A network with a squared error finds its "
            + "mean: the line. Press play, or drag the slider, to see it learn.";
        return Make("regress.html", "How a regression learns", Lead, Data(result, lossName), result.Snapshots,
            ExperimentReport.Rows(lossName, result.Training, result.Data.X.Length), pictures,
            ExperimentTables.Create(result));
    }

    /// <summary>The data of the page of the regression.</summary>
    internal static JsonObject Data(RegressResult result, string lossName)
    {
        JsonObject data = Data(result.Training, Activation.ReLU, lossName, result.Snapshots, result.Data);
        data["layout"] = null;
        data["isLogarithmic"] = true;
        (double low, double high) = (result.Data.Y.Min(), result.Data.Y.Max());
        data["plane"] = new JsonArray(-NoisyCurve.Bound, NoisyCurve.Bound, low - 1, high + 1);
        return data;
    }

    private static Picture Make(
        string name, string title, string lead, JsonObject data, IReadOnlyList<Snapshot> snapshots,
        IEnumerable<(string Name, string Value)> rows, IReadOnlyList<Picture> pictures,
        IReadOnlyDictionary<string, string> tables)
    {
        bool hasTraining = snapshots.Count > 0;
        string training = hasTraining
            ? "<div id=\"training\"></div>\n<noscript><p>The training needs JavaScript.</p></noscript>\n"
            : Html.Paragraph("The network has too many weights for a page: its training is not shown.", "warning");
        string result = Html.Table("The training", ["", "value"], rows.Select(r => new[] { r.Name, r.Value }));
        string note = $"The training is shown by the network's weights at {Count.Format(snapshots.Count, "time")}, "
            + "rounded to 16 bits; in between the picture is blended. Colours follow the square root of the density. "
            + "This file works alone: it loads nothing, and sends nothing.";
        string body = $"<main>\n<h1>{Html.Text(title)}</h1>\n{Html.Paragraph(lead, "lead")}{training}"
            + $"<h2>The result</h2>\n{result}{Pictures(pictures, tables)}</main>\n"
            + $"<footer>{Html.Paragraph(note)}</footer>\n";
        byte[] html = hasTraining
            ? HtmlPage.Make(title, body, data, "distribution.js", "mixture.js", "chart.js", "training.js")
            : HtmlPage.Make(title, body, null);
        return new Picture(name, html);
    }

    private static string Pictures(
        IReadOnlyList<Picture> pictures, IReadOnlyDictionary<string, string> tables)
    {
        var html = new StringBuilder("<h2>Pictures</h2>\n<div class=\"pictures\">\n");
        foreach (Picture picture in pictures)
        {
            string name = Path.GetFileNameWithoutExtension(picture.Name);
            string block = PictureBlock.Figure(Captions[name], picture.Content, tables[name]);
            if (html.Length + block.Length < PicturesRoom)
                html.Append(block);
        }
        return html.Append("</div>\n").ToString();
    }

    private static JsonObject Data(Training training, Activation activation, string lossName,
        IReadOnlyList<Snapshot> snapshots, Points points) => new()
    {
        ["activation"] = activation.ToString(),
        ["inputs"] = new JsonArray(new JsonObject
        {
            ["encodings"] = new JsonArray(new JsonObject
            {
                ["part"] = nameof(CalendarPart.None),
                ["mean"] = 0,
                ["deviation"] = 1,
                ["bins"] = new JsonArray(),
                ["hasMissing"] = false,
            }),
        }),
        ["targets"] = new JsonArray(new JsonObject { ["mean"] = 0, ["deviation"] = 1 }),
        ["networks"] = new JsonArray([.. snapshots.Select(s => (JsonNode)PackedNetwork.Pack(s.Weights))]),
        ["epochs"] = new JsonArray([.. snapshots.Select(s => JsonValue.Create(s.Epoch))]),
        ["losses"] = Losses(training.Losses, snapshots),
        ["lossName"] = lossName,
        ["irreducible"] = training.IrreducibleLoss,
        ["irreducibleName"] = training.IrreducibleLossName,
        ["isLogarithmic"] = false,
        // Where one x has several y.
        ["start"] = 3,
        ["points"] = new JsonArray([.. Thinned(points.X.Length, MaxPoints)
            .Select(i => (JsonNode)new JsonArray(Math.Round(points.X[i], 3), Math.Round(points.Y[i], 3)))]),
    };

    /// <summary>The losses of some logarithmically spaced epochs, and of the snapshots.</summary>
    private static JsonArray Losses(double[] losses, IReadOnlyList<Snapshot> snapshots)
    {
        int last = losses.Length - 1;
        IEnumerable<int> epochs = Enumerable.Range(0, MaxLosses)
            .Select(i => (int)Math.Round(Math.Pow(last + 1, i / (MaxLosses - 1.0))) - 1)
            .Union(snapshots.Select(s => s.Epoch).Where(epoch => epoch <= last)).Order();
        return [.. epochs.Select(epoch => (JsonNode)new JsonArray(epoch, Math.Round(losses[epoch], 5)))];
    }

    private static IEnumerable<int> Thinned(int count, int most) =>
        Enumerable.Range(0, Math.Min(count, most)).Select(i => (int)((long)i * count / Math.Min(count, most)));
}
