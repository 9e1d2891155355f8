using MdnDemo.Experiments;
using MdnDemo.Files;

namespace MdnDemo.Plots;

/// <summary>The pictures of <see cref="RegressExperiment"/>.</summary>
internal static class RegressPictures
{
    /// <summary>Draws the pictures one after the other.</summary>
    public static IEnumerable<Picture> Draw(RegressResult result)
    {
        yield return PointsFigure.DrawData(result.Data).Finish("mdn-1.png");
        yield return PointsFigure.DrawPredictions(result.Data, result.Predictions).Finish("mdn-2.png");
        yield return LossFigure.DrawSquaredError(result.Training).Finish("regress-loss.png");
    }
}
