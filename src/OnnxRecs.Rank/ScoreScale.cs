using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank;

/// <summary>Mean and standard deviation of a ranker's scores over the candidates of many users.</summary>
public sealed record ScoreScale(double Mean, double Deviation)
{
    /// <summary>Of all scores of the lists; the deviation of equal scores is taken as 1.</summary>
    /// <exception cref="InvalidDataException">A score is not finite, so that there is no scale.</exception>
    public static ScoreScale Of(string ranker, IEnumerable<ScoredItems> lists)
    {
        (long count, double mean, double squares) = (0, 0, 0);
        foreach (ScoredItems list in lists)
        {
            foreach (float score in list.Scores)
            {
                // Welford 1962: no difference of large sums.
                double before = score - mean;
                mean += before / ++count;
                squares += before * (score - mean);
            }
        }
        if (!double.IsFinite(squares)) throw new InvalidDataException($"Model {ranker} gives scores that are not finite: it cannot be blended.");
        double deviation = count == 0 ? 0 : Math.Sqrt(squares / count);
        return new ScoreScale(mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>A score as its distance from the mean in deviations.</summary>
    public double Standardise(float score) => (score - Mean) / Deviation;

    /// <summary>Keeps it among an artifact's figures.</summary>
    public void Write(IDictionary<string, double> figures, string model) => (figures[$"scale.{model}.mean"], figures[$"scale.{model}.deviation"]) = (Mean, Deviation);

    /// <summary>What <see cref="Write"/> kept.</summary>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public static ScoreScale Read(IReadOnlyDictionary<string, double> figures, string model, string folder) =>
        figures.TryGetValue($"scale.{model}.mean", out double mean) && figures.TryGetValue($"scale.{model}.deviation", out double deviation)
            ? new ScoreScale(mean, deviation)
            : throw new InvalidDataException($"{folder} does not say what the scores of {model} are like, which a blend needs: run `onnxrecs rank` again");
}
