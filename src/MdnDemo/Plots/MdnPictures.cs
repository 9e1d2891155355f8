using MdnDemo.Experiments;
using MdnDemo.Files;

namespace MdnDemo.Plots;

/// <summary>The pictures of <see cref="MdnExperiment"/>.</summary>
internal static class MdnPictures
{
    /// <summary>Draws the pictures one after the other.</summary>
    public static IEnumerable<Picture> Draw(MdnResult result)
    {
        yield return PointsFigure.DrawSamples(result.Data, result.Samples).Finish("mdn-3.png");
        yield return ParametersFigure.DrawMeans(result.Mixtures).Finish("mdn-4.png");
        yield return ParametersFigure.DrawScales(result.Mixtures).Finish("mdn-5.png");
        yield return ParametersFigure.DrawWeights(result.Mixtures).Finish("mdn-6.png");
        yield return DensityFigure.Draw(result.Density, result.Data).Finish("mdn-7.png");
        yield return LossFigure.DrawLogLikelihood(result.Training).Finish("mdn-loss.png");
    }
}
