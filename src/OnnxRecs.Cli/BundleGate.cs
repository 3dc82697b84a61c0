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
/// choices after that differ; lists are compared to that place, and counted as not equal. Everything else fails.
/// </remarks>
internal static class BundleGate
{
    // Test users that are asked for, spread over all of them.
    private const int Users = 200;

    /// <exception cref="InvalidOperationException">A list is another one.</exception>
    public static BundleAgreement Check(BundleModel bundle, BundleChain chain, PreparedData data, IEnumerable<BundleRequest> requests)
    {
        (int lists, int equal, double worst) = (0, 0, 0);
        foreach (BundleRequest request in requests)
        {
            BundleAnswer answer = bundle.Recommend(request);
            ScoredItems list = chain.For(request);
            string[] ids = Array.ConvertAll(list.Items, item => data.Items[item]);
            if (answer.Ids.Length != ids.Length) throw Disagrees(request, $"{answer.Ids.Length} items where {ids.Length} are expected");
            bool same = true;
            for (int place = 0; place < ids.Length && same; place++)
            {
                double difference = Agreement.Difference(list.Scores[place], answer.Scores[place], scale: 1);
                if (difference > Agreement.Tolerance)
                    throw Disagrees(request, $"{answer.Ids[place]} with {answer.Scores[place]} in place {place + 1}, where {ids[place]} with {list.Scores[place]} is expected");
                worst = Math.Max(worst, difference);
                same = ids[place] == answer.Ids[place];
            }
            lists++;
            equal += same ? 1 : 0;
        }
        return new BundleAgreement(lists, equal, worst);
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
        for (int i = 0; i < users.Length; i += step)
        {
            Query query = data.QueryOf(users[i], Phase.Test, count);
            string[] liked = Array.ConvertAll(query.History, item => data.Items[item]);
            string[] banned = [.. query.Seen.Except(query.History).Select(item => data.Items[item])];
            (float a, float l) = weights[i / step % weights.Length];
            yield return new BundleRequest(liked, banned, count, a, l);
            if (i > 0) continue;
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

    private static InvalidOperationException Disagrees(BundleRequest request, string how) => new(
        $"The bundle does not give the list of the C# parts for k {request.Count}, alpha {request.Alpha}, lambda {request.Lambda}, {request.Banned.Length} banned, history "
        + $"{string.Join(",", request.History.TakeLast(10))}: {how}. Nothing was written.");
}
