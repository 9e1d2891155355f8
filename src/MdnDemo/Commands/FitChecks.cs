using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>The bounds of fit's options, checked before libtorch loads.</summary>
internal static class FitChecks
{
    /// <summary>The options with as many networks as parts of the rows are held out, once they are seen to make sense.</summary>
    /// <exception cref="UserException">One is out of range.</exception>
    public static ModelOptions Checked(ModelOptions options, double heldOut)
    {
        Require("--components", options.Components, 1, 1000);
        foreach (NetworkRecipe recipe in options.Recipes)
        {
            Require("the number of --hidden layers", recipe.Hidden.Count, 1, 20);
            foreach (int width in recipe.Hidden)
                Require("--hidden", width, 1, 10_000);
        }
        Require("--held-out", heldOut, 0.02, 0.5);
        Require("--rounds", options.Rounds, 0, 100);
        Require("--effort", options.Fit.Effort, 0.001, 1000);
        Require("--steps", options.Fit.Steps, 0, 10_000_000);
        Require("--batch-size", options.Fit.BatchSize, 0, 1_000_000);
        Require("--learning-rate", options.Fit.LearningRate, 1e-8, 1e6);
        Require("--weight-decay", options.Fit.WeightDecay, 0, 100);
        Require("--seed", options.Seed, 0, int.MaxValue);
        return options with { Folds = (int)Math.Round(1 / heldOut) };
    }

    private static void Require(string option, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new UserException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it lies between {least} and {most}."));
    }
}
