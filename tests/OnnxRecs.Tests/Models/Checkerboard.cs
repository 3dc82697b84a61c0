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

    public static PreparedData Create() => Create(otherColour: 0, relevance: 1);

    /// <summary>
    /// The same for models of ratings: those events are 5 stars, and each user has given 1 star to half of the items of the other colour, the
    /// last of them for validation. Besides the withheld item a user has not met the other half.
    /// </summary>
    public static PreparedData CreateRated() => Create(otherColour: Size / 4, relevance: 4);

    private static PreparedData Create(int otherColour, float relevance)
    {
        List<(int User, int Item, float Value, long Time)> train = [], validation = [], test = [];
        for (int user = 0; user < Size; user++)
        {
            float liking = relevance == 1 ? 1 : 5;
            var rng = new Rng(1, (ulong)user);
            int[] liked = [.. Enumerable.Range(0, Size).Where(item => item % 2 == user % 2 && item != user)];
            rng.Shuffle(liked.AsSpan());
            int[] other = [.. Enumerable.Range(0, Size).Where(item => item % 2 != user % 2)];
            if (otherColour > 0) rng.Shuffle(other.AsSpan());
            for (int i = 0; i < liked.Length; i++) (i < liked.Length - 1 ? train : validation).Add((user, liked[i], liking, i));
            for (int i = 0; i < otherColour; i++) (i < otherColour - 1 ? train : validation).Add((user, other[i], 1, i));
            test.Add((user, user, liking, liked.Length));
        }
        var ids = new IdMap(Enumerable.Range(0, Size).Select(i => $"{i}"));
        // The genres say nothing about the colour.
        var catalog = new ItemCatalog([.. ids.Ids], new int[Size], ["A", "B", "C"], [.. Enumerable.Range(0, Size).Select(item => new[] { item / 2 % 3 })]);
        var split = new Split(Events(train), Events(validation), Events(test), "by hand");
        Interactions all = split.Train.With(split.Validation).With(split.Test);
        return new PreparedData(new DatasetFacts("checkerboard", "CC0", ValueKind.Rating, ids, ids, catalog), split, relevance);
    }

    private static Interactions Events(List<(int User, int Item, float Value, long Time)> events) => Interactions.Create(
        [.. events.Select(e => e.User)], [.. events.Select(e => e.Item)], [.. events.Select(e => e.Value)], [.. events.Select(e => e.Time)], Size, Size);
}
