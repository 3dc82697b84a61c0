using OnnxRecs.Config;

namespace OnnxRecs.Study.Tuning;

/// <summary>One round of the search.</summary>
/// <param name="Trials">How many settings are trained, at most.</param>
/// <param name="Epochs">With how many epochs each; null of models that have none.</param>
public sealed record Rung(int Trials, int? Epochs);

/// <summary>Successive halving: many settings with few epochs, of which the best go on with more.</summary>
/// <remarks>
/// Jamieson and Talwalkar, AISTATS 2016; Li et al., JMLR 2018 (one bracket of Hyperband, the one with the most trials). With 27 trials, eta = 3, 30 epochs and at least
/// 3 of them: 27 trials with 3 epochs, 10 with 10, 4 with 30, which is 301 epochs in place of 810. We differ in that the first trial, the settings as they stand, goes
/// on beside the best of the others to the end, so that what wins has been held against it with all epochs. Each rung trains from the start: a schedule of step sizes
/// depends on the number of epochs.
/// </remarks>
public static class Halving
{
    /// <param name="trials">Settings to be tried, those as they stand among them.</param>
    /// <param name="options">By how much trials grow fewer and epochs more.</param>
    /// <param name="epochs">All epochs; null for a model that is computed at once, whose trials are all alike.</param>
    public static Rung[] Of(int trials, TuneOptions options, int? epochs)
    {
        if (epochs is not { } all || options.Eta == 1) return [new Rung(trials, epochs)];
        int halvings = 0;
        while (Share(halvings + 1) <= trials && all / Share(halvings + 1) >= options.MinEpochs) halvings++;
        return [.. Enumerable.Range(0, halvings + 1).Select(r => new Rung(r == 0 ? trials : 1 + (int)(trials / Share(r)), (int)(all / Share(halvings - r))))];

        double Share(int rungs) => Math.Pow(options.Eta, rungs);
    }
}
