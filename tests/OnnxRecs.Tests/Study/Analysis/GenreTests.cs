using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class GenreTests
{
    // Item 0: Drama and Comedy; item 1: Drama; item 2: none; item 3: Comedy, but without events. Genre "Never" occurs nowhere.
    private static readonly ItemCatalog Catalog = new(["a", "b", "c", "d"], [0, 0, 0, 0], ["Drama", "Comedy", "Never"], [[0, 1], [0], [], [1]]);

    // User 0 meets item 0 twice and item 2, user 1 items 1 and 2, user 2 item 2.
    private static readonly Interactions Events = SmallSets.Events(4, 4, (0, 0), (0, 0), (0, 2), (1, 1), (1, 2), (2, 2));

    [Fact]
    public void Counts_AreOfItemsAndOfEvents()
    {
        GenreCounts counts = GenreCounts.Of(Catalog, Events.Counts())!;

        Assert.Equal(
            [
                new("Drama", Items: 2, Events: 3, ShareOfItems: 2 / 3.0, ShareOfEvents: 3 / 6.0), // of the 3 items that have events
                new("Comedy", Items: 1, Events: 2, ShareOfItems: 1 / 3.0, ShareOfEvents: 2 / 6.0),
            ],
            counts.Genres);
        Assert.Equal((1, 3), (counts.ItemsWithout, counts.EventsWithout));
    }

    [Fact]
    public void Counts_NoGenres_AreNull()
    {
        var none = new ItemCatalog(["a", "b", "c", "d"], [0, 0, 0, 0], [], [[], [], [], []]);

        Assert.Null(GenreCounts.Of(none, Events.Counts()));
        Assert.Null(GenreBreadth.Of(Events, none));
    }

    [Fact]
    public void Breadth_CountsEachGenreOfAUserOnce()
    {
        GenreBreadth breadth = GenreBreadth.Of(Events, Catalog)!; // user 0: 2, user 1: 1, user 2: 0, user 3 has no events

        Assert.Equal([1, 1, 1], breadth.Users);
        Assert.Equal((1.0, 1.0), (breadth.Mean, breadth.Median));
    }

    [Fact]
    public void Lift_ComparesAnOccupationWithEverybodyKnown()
    {
        var people = new UserCatalog([0, 0, 0, 0], ["", "", "", ""], ["writer", "artist", "", "artist"]);

        OccupationGenres lifts = OccupationGenres.Of(Events, FactsOf(people))!;

        // Known are users 0 (3 events: 2 Drama, 2 Comedy) and 1 (2 events: 1 Drama); user 2 is of no occupation, user 3 has no events.
        Assert.Equal(["artist", "writer"], lifts.Occupations); // of equally many users by name
        Assert.Equal([1, 1], lifts.Users);
        Assert.Equal([2, 3], lifts.Events);
        Assert.Equal(["Drama", "Comedy"], lifts.Genres);
        Assert.Equal(1 / 2.0 / (3 / 5.0), lifts.Lift[0][0], 12);
        Assert.Equal(0, lifts.Lift[0][1]);
        Assert.Equal(2 / 3.0 / (3 / 5.0), lifts.Lift[1][0], 12);
        Assert.Equal(2 / 3.0 / (2 / 5.0), lifts.Lift[1][1], 12);
    }

    [Fact]
    public void Lift_ManyOccupations_ShowsThoseOfMostUsersAgainstAll()
    {
        // 31 occupations of one user each, and "zoo" of two; everybody meets item 1, a Drama, once, the last one also item 3, a Comedy.
        const int Count = 33;
        string[] names = [.. Enumerable.Range(0, Count).Select(user => user < 31 ? $"job {user:00}" : "zoo")], none = [.. names.Select(_ => "")];
        Interactions events = SmallSets.Events(Count, 4, [.. Enumerable.Range(0, Count).Select(user => (user, 1)), (Count - 1, 3)]);
        var facts = new DatasetFacts("made", "free", ValueKind.Rating, new IdMap(none.Select((_, i) => $"{i}")), new IdMap(["a", "b", "c", "d"]), Catalog, new UserCatalog(new int[Count], none, names));

        OccupationGenres lifts = OccupationGenres.Of(events, facts)!;

        Assert.Equal((OccupationGenres.MostOccupations, 2), (lifts.Occupations.Length, lifts.OccupationsLeftOut));
        Assert.Equal(("zoo", 2, 3), (lifts.Occupations[0], lifts.Users[0], lifts.Events[0]));
        Assert.Equal(2 / 3.0 / (33 / 34.0), lifts.Lift[0][0], 12); // those left out count among all
        Assert.Equal(1 / (33 / 34.0), lifts.Lift[1][0], 12);
    }

    [Fact]
    public void Lift_NothingKnownOfUsersOrItems_IsNull()
    {
        Assert.Null(OccupationGenres.Of(Events, FactsOf(null)));
        // The only one with an occupation is user 2, whose only item has no genre.
        Assert.Null(OccupationGenres.Of(Events, FactsOf(new UserCatalog([0, 0, 0, 0], ["", "", "", ""], ["", "", "writer", ""]))));
    }

    private static DatasetFacts FactsOf(UserCatalog? people) =>
        new("made", "free", ValueKind.Rating, new IdMap(["0", "1", "2", "3"]), new IdMap(["a", "b", "c", "d"]), Catalog, people);
}
