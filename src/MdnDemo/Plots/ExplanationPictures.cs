using MdnDemo.Files;
using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>The pictures that explain a model.</summary>
internal static class ExplanationPictures
{
    /// <summary>The names of the pictures.</summary>
    /// <param name="schema">The columns of the model.</param>
    /// <param name="groups">The number of groups of inputs that are shuffled together.</param>
    /// <param name="top">The number of the most important inputs that get a picture.</param>
    public static IEnumerable<string> Names(TableSchema schema, int groups, int top) =>
        ["importance.png", .. Enumerable.Range(1, Math.Min(groups, top))
            .SelectMany(rank => schema.Targets.Select((_, d) => Name(rank, d)))];

    /// <summary>Draws the pictures one after the other.</summary>
    /// <param name="rows">Rows of the data.</param>
    /// <param name="importances">The importances, the largest first.</param>
    /// <param name="top">The number of the most important ones that get a picture; of a group its first column.</param>
    /// <param name="weight">The column of the row weights; null if all count the same.</param>
    public static IEnumerable<Picture> Draw(
        DensityModel model, Table rows, IReadOnlyList<InputImportance> importances, int top, string? weight)
    {
        yield return ImportanceFigure.Draw(importances).Finish("importance.png");
        for (int i = 0; i < Math.Min(top, importances.Count); i++)
        {
            for (int d = 0; d < model.Schema.Targets.Count; d++)
                yield return DependenceFigure.Draw(rows, model, importances[i].Columns[0], d, weight)
                    .Finish(Name(i + 1, d));
        }
    }

    private static string Name(int rank, int target) =>
        target == 0 ? $"dependence-{rank}.png" : $"dependence-{rank}-{target + 1}.png";
}
