using OnnxRecs.Config;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Metrics;

/// <summary>One metric of two models side by side.</summary>
/// <param name="Label">Such as "NDCG@10".</param>
/// <param name="LowerIsBetter">Whether the smaller value is the better one.</param>
/// <param name="A">The first one's figure.</param>
/// <param name="B">The second one's.</param>
/// <param name="Test">User by user, first less second; null for what is judged over all lists at once.</param>
/// <param name="HolmRandomisation">The p of the randomisation test, corrected by Holm for all lines of the comparison.</param>
/// <param name="HolmT">The p of the t-test, corrected likewise.</param>
public sealed record ComparisonLine(string Label, bool LowerIsBetter, Figure A, Figure B, PairedTest? Test, double? HolmRandomisation, double? HolmT)
{
    /// <summary>First less second: over the users where both have a value, or of the two figures.</summary>
    public double Difference => Test?.Difference ?? A.Value - B.Value;
}

/// <summary>Two stages or models of one evaluation compared on the same users, from what the evaluation has kept.</summary>
/// <param name="A">Stage and model, such as "full/gru".</param>
/// <param name="B">The other one.</param>
/// <param name="Lines">For each label that both have.</param>
public sealed record Comparison(string A, string B, ComparisonLine[] Lines)
{
    /// <summary>Compares. Cost: a paired test for each line.</summary>
    /// <param name="evaluation">The figures.</param>
    /// <param name="values">The users' values, as <see cref="UserValuesFile"/> holds them.</param>
    /// <param name="a">A model, which means its full ranking, or stage/model.</param>
    /// <param name="b">The other one.</param>
    /// <exception cref="InputException">There is none of this name.</exception>
    public static Comparison Of(Evaluation evaluation, IReadOnlyDictionary<string, UserValues> values, string a, string b)
    {
        (EvaluationRow rowA, EvaluationRow rowB) = (Find(evaluation, a), Find(evaluation, b));
        (string keyA, string keyB) = (KeyOf(rowA), KeyOf(rowB));
        string[] labels = [.. rowA.Figures.Keys.Where(rowB.Figures.ContainsKey)];
        PairedTest?[] tests = Array.ConvertAll(labels, label => Test(values.GetValueOrDefault(keyA), values.GetValueOrDefault(keyB), label, (ulong)evaluation.Seed));
        double[] randomisation = Holm.Correct(Array.ConvertAll(tests, test => test?.PRandomisation ?? double.NaN));
        double[] student = Holm.Correct(Array.ConvertAll(tests, test => test?.PT ?? double.NaN));
        return new Comparison(keyA, keyB, [.. labels.Select((label, i) => new ComparisonLine(
            label, MetricCatalog.LowerIsBetter(Measure.MetricOf(label)), rowA.Figures[label], rowB.Figures[label], tests[i],
            tests[i] is null ? null : randomisation[i], tests[i] is null ? null : student[i]))]);
    }

    private static PairedTest? Test(UserValues? a, UserValues? b, string label, ulong seed) =>
        a is not null && b is not null && a.Labels.Contains(label) && b.Labels.Contains(label) ? PairedTests.Compare(a[label], b[label], seed) : null;

    private static string KeyOf(EvaluationRow row) => $"{row.Stage}/{row.Model}";

    private static EvaluationRow Find(Evaluation evaluation, string name)
    {
        EvaluationRow[] rows = [.. evaluation.Rows.Where(row => row.Group == UserGroups.Everybody)];
        string key = name.Contains('/') ? name : $"{EvaluateStage.FullStage}/{name}";
        if (Array.Find(rows, row => KeyOf(row) == key) is { } found) return found;
        string[] known = [.. rows.Select(KeyOf)];
        throw new InputException($"\"{name}\" is not in the evaluation ({string.Join(", ", known)}){Spelling.Hint(key, known)}");
    }
}
