namespace OnnxRecs.Models.Classical;

/// <summary>For each item, how often each item is liked by the same users, where a user counts with a weight.</summary>
internal static class CoOccurrence
{
    /// <summary>Calls <paramref name="use"/> with each item and its row [items], which holds the item itself as well. Cost O(sum over users of likes^2).</summary>
    /// <param name="likes">Who likes what.</param>
    /// <param name="userWeights">One for each user.</param>
    /// <param name="context">Threads and progress.</param>
    /// <param name="use">Called on several threads, for different items; the row is used again afterwards.</param>
    public static void ForEach(LikeMatrix likes, double[] userWeights, FitContext context, Action<int, double[]> use) =>
        context.ForEach("what is liked together", likes.ItemCount, () => new double[likes.ItemCount], (item, row) =>
        {
            Array.Clear(row);
            foreach (int user in likes.UsersOf(item))
            {
                double weight = userWeights[user];
                foreach (int other in likes.ItemsOf(user)) row[other] += weight;
            }
            use(item, row);
        });
}
