using OnnxRecs.Elsewhere;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;

namespace OnnxRecs.Cli;

/// <summary>Requests to a bundle with its answers, as programs in other languages check them.</summary>
internal static class BundleCases
{
    /// <param name="dataset">Its published name.</param>
    /// <param name="bundleFile">Where the bundle lies.</param>
    /// <param name="casesFile">Where the cases will lie: the bundle's path is relative to it.</param>
    /// <param name="idsAreNumbers">Whether the bundle takes int64, else strings.</param>
    /// <param name="requests">What is asked.</param>
    /// <param name="bundle">Answers.</param>
    /// <param name="cancel">Ends it between two requests.</param>
    public static CaseFile Of(string dataset, string bundleFile, string casesFile, bool idsAreNumbers, BundleRequest[] requests, BundleModel bundle, CancellationToken cancel)
    {
        RunCase[] runs = [.. requests.Select((request, i) =>
        {
            cancel.ThrowIfCancellationRequested();
            BundleAnswer answer = bundle.Recommend(request);
            return new RunCase(
                $"request {i + 1}",
                [
                    Ids(BundleNames.History, request.History), Ids(BundleNames.Banned, request.Banned), CaseTensor.Of(BundleNames.Count, [1], [request.Count]),
                    CaseTensor.Of(BundleNames.Alpha, [1], [request.Alpha]), CaseTensor.Of(BundleNames.Lambda, [1], [request.Lambda]),
                ],
                [
                    Ids(BundleNames.Ids, answer.Ids), Scores(BundleNames.Scores, answer.Scores), Scores(BundleNames.RetrievalScores, answer.RetrievalScores),
                    Scores(BundleNames.RankerScores, answer.RankerScores), Scores(BundleNames.PenalisedScores, answer.PenalisedScores),
                ]);
        })];
        string file = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(casesFile))!, Path.GetFullPath(bundleFile)).Replace('\\', '/');
        return new CaseFile(dataset, [], [new ModelCases("bundle", [new GraphCases("bundle", file, runs)], [])]);

        CaseTensor Ids(string name, string[] ids) => idsAreNumbers ? CaseTensor.Of(name, [ids.Length], Array.ConvertAll(ids, long.Parse)) : CaseTensor.Of(name, [ids.Length], ids);

        // Scores of about 1 and above: what is nearly 0 is so by subtraction.
        static CaseTensor Scores(string name, float[] scores) => CaseTensor.Of(name, [scores.Length], scores, scale: 1);
    }
}
