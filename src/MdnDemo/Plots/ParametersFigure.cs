using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The parameters of the mixtures at the test inputs, all components in one colour.</summary>
internal static class ParametersFigure
{
    private const float SmallCircle = 7;
    private const float Dot = 3;

    public static Plot DrawMeans(Mixtures mixtures)
    {
        Plot plot = Style.Figure($"Where the {Components(mixtures)} are: every mean μₖ(x)", "x", "μ");
        AddAll(plot, mixtures.X, mixtures.Means, Style.Green, SmallCircle);
        return plot;
    }

    public static Plot DrawScales(Mixtures mixtures)
    {
        // They span four orders of magnitude: those that matter near 0.3, those without weight anywhere.
        Plot plot = Style.Figure($"How wide the {Components(mixtures)} are: every scale σₖ(x)", "x", "σ");
        AddAll(plot, mixtures.X, mixtures.Scales, Style.Green, SmallCircle, Math.Log10);
        plot.Axes.AutoScale();
        plot.Axes.Left.LogarithmicTicks();
        return plot;
    }

    public static Plot DrawWeights(Mixtures mixtures)
    {
        Plot plot = Style.Figure($"How much the {Components(mixtures)} count: every weight πₖ(x)", "x", "π");
        AddAll(plot, mixtures.X, mixtures.Weights, Style.Red, Dot);
        return plot;
    }

    private static string Components(Mixtures mixtures) => mixtures.Means.GetLength(1) switch
    {
        1 => "one component",
        int k => $"{k} components",
    };

    private static void AddAll(
        Plot plot, double[] x, double[,] values, Color color, float size, Func<double, double>? placeOf = null)
    {
        for (int k = 0; k < values.GetLength(1); k++)
        {
            IEnumerable<double> ofOne = Enumerable.Range(0, x.Length).Select(n => values[n, k]);
            plot.AddCircles(x, [.. placeOf is null ? ofOne : ofOne.Select(placeOf)], color, 0.2, size);
        }
    }
}
