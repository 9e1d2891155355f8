using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The parameters of the mixtures at the test inputs, all components together.</summary>
internal static class ParametersFigure
{
    public static Plot DrawMeans(Mixtures mixtures)
    {
        Plot plot = Style.Figure("Where the components are: every mean μₖ(x)", "x", "μ");
        AddAll(plot, mixtures.X, mixtures.Means, Style.Green, 6);
        return plot;
    }

    public static Plot DrawScales(Mixtures mixtures)
    {
        Plot plot = Style.Figure("How wide they are: every scale σₖ(x)", "x", "σ");
        AddAll(plot, mixtures.X, mixtures.Scales, Style.Green, 6);
        return plot;
    }

    public static Plot DrawWeights(Mixtures mixtures)
    {
        Plot plot = Style.Figure("How much they count: every weight πₖ(x)", "x", "π");
        AddAll(plot, mixtures.X, mixtures.Weights, Style.Red, 3);
        return plot;
    }

    private static void AddAll(Plot plot, double[] x, double[,] values, Color color, float size)
    {
        var column = new double[x.Length];
        for (int k = 0; k < values.GetLength(1); k++)
        {
            double[] ys = [.. Enumerable.Range(0, x.Length).Select(n => values[n, k])];
            plot.AddCircles(x, ys, color, 0.2, size);
        }
    }
}
