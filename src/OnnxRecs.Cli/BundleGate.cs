using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;

namespace OnnxRecs.Cli;

/// <summary>How far a bundle is from the chain.</summary>
/// <param name="Lists">How many were compared.</param>
/// <param name="Equal">How many are the same item by item.</param>
/// <param name="Difference">Largest difference of scores, see <see cref="Agreement.Difference"/>.</param>
internal sealed record BundleAgreement(int Lists, int Equal, double Difference);

/// <summary>Proves a bundle before it is kept: the same requests through it and through the chain of C# parts.</summary>
/// <remarks>
/// Engines sum in different orders, so where two items tie within <see cref="Agreement.Tolerance"/> the one may come first here and the other there, and the greedy
/// choices after that differ. Such a list is not counted as equal, but at every place the chain must hold the bundle's item for as good as the best one after the same
/// choices. The scores of every step are compared item by item. Everything else fails.
/// </remarks>
internal static class BundleGate
{
    // Test users that are asked for, spread over all of them.
    private const int Users = 200;

    /// <exception cref="InvalidOperationException">A list is another one.</exception>
    public static BundleAgreement Check(BundleModel bundle, BundleChain chain, PreparedData data, IEnumerable<BundleRequest> requests, CancellationToken cancel = default) =>
        Check(bundle.Recommend, chain, data, requests, cancel);

    /// <inheritdoc cref="Check(BundleModel, BundleChain, PreparedData, IEnumerable{BundleRequest}, CancellationToken)"/>
    public static BundleAgreement Check(Func<BundleRequest, BundleAnswer> bundle, BundleChain chain, PreparedData data, IEnumerable<BundleRequest> requests, CancellationToken cancel = default)
    {
        (int lists, int equal, double worst) = (0, 0, 0);
        foreach (BundleRequest request in requests)
        {
            cancel.ThrowIfCancellationRequested();
            (bool same, double difference) = Compare(request, bundle(request), chain, data);
            lists++;
            equal += same ? 1 : 0;
            worst = Math.Max(worst, difference);
        }
        return new BundleAgreement(lists, equal, worst);
    }

    private static (bool Same, double Difference) Compare(BundleRequest request, BundleAnswer answer, BundleChain chain, PreparedData data)
    {
        BundleSteps steps = chain.StepsFor(request);
        ScoredItems list = steps.List;
        if (answer.Ids.Length != list.Count) throw Disagrees(request, $"{answer.Ids.Length} items where {list.Count} are expected");
        int[] given = Array.ConvertAll(answer.Ids, data.Items.IndexOf);
        Dictionary<int, float> found = ScoresOf(steps.Found), ranked = ScoresOf(steps.Ranked), penalised = ScoresOf(steps.Penalised);
        // Where the lists part, the bundle's is followed.
        MmrWalk? walk = null;
        double worst = 0;
        for (int place = 0; place < given.Length; place++)
        {
            int item = given[place];
            double expected = list.Scores[place];
            if (walk is not null || item != list.Items[place])
            {
                walk ??= Follow(chain.Walk(steps), given.AsSpan(0, place));
                if (!found.ContainsKey(item))
                {
                    // Two items tie for the last of the candidates: what comes of the other one is another list.
                    if (!TiesWithTheLast(item, answer.RetrievalScores[place])) throw Wrong(place);
                    return (false, worst);
                }
                expected = walk.ValueOf(item) ?? throw Wrong(place);
                if (walk.Best - expected > Agreement.Tolerance) throw Wrong(place);
                walk.Choose(item);
            }
            double difference = Max(
                Difference(expected, answer.Scores[place]), Difference(found[item], answer.RetrievalScores[place]),
                Difference(ranked[item], answer.RankerScores[place]), Difference(penalised[item], answer.PenalisedScores[place]));
            if (difference > Agreement.Tolerance) throw Wrong(place);
            worst = Math.Max(worst, difference);
        }
        return (walk is null, worst);

        bool TiesWithTheLast(int item, float score)
        {
            return ScoresOf(chain.FindAll(request)).TryGetValue(item, out float own) && Max(Difference(own, score), Difference(steps.Found.Scores.Min(), own)) <= Agreement.Tolerance;
        }

        InvalidOperationException Wrong(int place)
        {
            string item = $"{answer.Ids[place]} with {answer.Scores[place]} ({answer.RetrievalScores[place]}, {answer.RankerScores[place]}, {answer.PenalisedScores[place]} in the steps)";
            int best = list.Items[place];
            return Disagrees(request, $"{item} in place {place + 1}, where {data.Items[best]} with {list.Scores[place]} ({found[best]}, {ranked[best]}, {penalised[best]}) is expected");
        }
    }

    private static MmrWalk Follow(MmrWalk walk, ReadOnlySpan<int> items)
    {
        foreach (int item in items) walk.Choose(item);
        return walk;
    }

    private static Dictionary<int, float> ScoresOf(ScoredItems list) => list.Items.Zip(list.Scores).ToDictionary(pair => pair.First, pair => pair.Second);

    private static double Difference(double expected, float actual) => Agreement.Difference((float)expected, actual, scale: 1);

    private static double Max(params ReadOnlySpan<double> values)
    {
        double most = 0;
        foreach (double value in values) most = Math.Max(most, value);
        return most;
    }

    /// <summary>Requests of test users, with the settings' weights and with the edges, and those that are no users': unknown, empty and repeated ids.</summary>
    /// <param name="data">Whose users ask.</param>
    /// <param name="count">How many items they want.</param>
    /// <param name="alpha">The penalty's weight in the settings.</param>
    /// <param name="lambda">MMR's.</param>
    /// <param name="unknown">An id that no item has.</param>
    public static IEnumerable<BundleRequest> Requests(PreparedData data, int count, float alpha, float lambda, string unknown)
    {
        int[] users = data.UsersWithTargets(Phase.Test);
        int step = Math.Max(1, users.Length / Users);
        (float Alpha, float Lambda)[] weights = [(alpha, lambda), (0, 1), (1, 0), (0.5f, 0.5f)];
        bool hadEdges = false;
        for (int i = 0; i < users.Length; i += step)
        {
            Query query = data.QueryOf(users[i], Phase.Test, count);
            string[] liked = Array.ConvertAll(query.History, item => data.Items[item]);
            string[] banned = [.. query.Seen.Except(query.History).Select(item => data.Items[item])];
            (float a, float l) = weights[i / step % weights.Length];
            yield return new BundleRequest(liked, banned, count, a, l);
            if (hadEdges || liked.Length == 0) continue;
            hadEdges = true;
            foreach (BundleRequest edge in Edges(liked, banned, a, l)) yield return edge;
        }
        // Nobody who is to be tested has liked anything before, as it can be with a split by time.
        if (!hadEdges) foreach (BundleRequest edge in Edges([data.Items[0]], [], alpha, lambda)) yield return edge;

        IEnumerable<BundleRequest> Edges(string[] liked, string[] banned, float a, float l)
        {
            string[] repeated = [.. liked, .. liked.Take(3), unknown, .. liked];
            foreach (long wanted in (long[])[0, -1, 1, count, 1_000_000])
            {
                yield return new BundleRequest(liked, [], wanted, a, l);
                yield return new BundleRequest(repeated, [unknown, .. banned, .. banned], wanted, a, l);
                yield return new BundleRequest([], banned, wanted, a, l);
                yield return new BundleRequest([unknown, unknown], [], wanted, a, l);
                yield return new BundleRequest([liked[0]], [.. data.Items.Ids], wanted, a, l);
            }
        }
    }

    /// <summary>A few short requests, with and without a history, that a bundle keeps with its answers: see <see cref="Onnx.Bundle.BundleSeal"/>. The histories are nobody's: the file may go anywhere.</summary>
    public static IEnumerable<BundleRequest> Probes(IReadOnlyList<BundleRequest> requests, IdMap items)
    {
        (float Alpha, float Lambda)[] weights = [.. requests.Select(request => (request.Alpha, request.Lambda)).Distinct().Take(4)];
        for (int i = 0; i < weights.Length; i++)
        {
            int first = i, step = Math.Max(1, items.Count / 20);
            string[] history = [.. Enumerable.Range(0, Math.Min(8, items.Count / 2)).Select(n => items[(first + n * step) % items.Count])];
            yield return new BundleRequest(history, [], 10, weights[i].Alpha, weights[i].Lambda);
        }
        yield return new BundleRequest([], [], 10, 0, 1);
    }

    private static InvalidOperationException Disagrees(BundleRequest request, string how) => new(
        $"The bundle does not give the list of the C# parts for k {request.Count}, alpha {request.Alpha}, lambda {request.Lambda}, {request.Banned.Length} banned, history "
        + $"{string.Join(",", request.History.TakeLast(10))}: {how}. Nothing was written.");
}
