using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models;

/// <summary>
/// Data whose right answer is known without maths: even users like all even items, odd users all odd ones, and of each user the item on
/// the diagonal is withheld. It is what the test part seeks, and it must come before every item of the other colour.
/// </summary>
/// <remarks>After the tests of benfred/implicit. Each user meets the items in an order of its own; the last one is for validation.</remarks>
internal static class Checkerboard
{
    /// <summary>As many users as items.</summary>
    public const int Size = 30;

    public static PreparedData Create()
    {
        List<(int User, int Item, long Time)> train = [], validation = [], test = [];
        for (int user = 0; user < Size; user++)
        {
            int[] liked = [.. Enumerable.Range(0, Size).Where(item => item % 2 == user % 2 && item != user)];
            new Rng(1, (ulong)user).Shuffle(liked.AsSpan());
            for (int i = 0; i < liked.Length; i++) (i < liked.Length - 1 ? train : validation).Add((user, liked[i], i));
            test.Add((user, user, liked.Length));
        }
        var ids = new IdMap(Enumerable.Range(0, Size).Select(i => $"{i}"));
        // The genres say nothing about the colour.
        var catalog = new ItemCatalog([.. ids.Ids], new int[Size], ["A", "B", "C"], [.. Enumerable.Range(0, Size).Select(item => new[] { item / 2 % 3 })]);
        var split = new Split(Events(train), Events(validation), Events(test), "by hand");
        Interactions all = split.Train.With(split.Validation).With(split.Test);
        return new PreparedData(new DatasetFacts("checkerboard", "CC0", ValueKind.Rating, ids, ids, catalog), split, relevance: 1);
    }

    private static Interactions Events(List<(int User, int Item, long Time)> events) => Interactions.Create(
        [.. events.Select(e => e.User)], [.. events.Select(e => e.Item)], [.. events.Select(_ => 1f)], [.. events.Select(e => e.Time)], Size, Size);
}
