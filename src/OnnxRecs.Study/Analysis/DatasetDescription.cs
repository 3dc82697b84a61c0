using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>Everything that the data analysis finds out about a data set. What a set does not have is null or empty, and named in <see cref="Missing"/>.</summary>
public sealed record DatasetDescription
{
    public required string Name { get; init; }

    /// <summary>Terms of use.</summary>
    public required string Licence { get; init; }

    /// <summary>What a reader of the figures must know of this copy.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What values are: "rating", "count" or "event".</summary>
    public required string Values { get; init; }

    /// <summary>One sentence for each kind of figure that this set cannot give.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required SetSize Size { get; init; }

    public required Spread? PerUser { get; init; }

    public required Spread? PerItem { get; init; }

    public required PopularityCurve? PopularityCurve { get; init; }

    public required ValueSpread? ValueSpread { get; init; }

    public required RatingBin[] RatingByPopularity { get; init; }

    public required TimeLine TimeLine { get; init; }

    public required GenreCounts? Genres { get; init; }

    public required GenreBreadth? GenreBreadth { get; init; }

    public required OccupationGenres? OccupationGenres { get; init; }

    public required PeopleCounts? People { get; init; }

    public required ColdUsers ColdUsers { get; init; }

    public required TopItem[] TopItems { get; init; }

    public required TopTags? Tags { get; init; }

    /// <summary>All figures. O(n log n) for n events: about a second for a million.</summary>
    public static DatasetDescription Of(Dataset dataset)
    {
        (DatasetFacts facts, Interactions events) = (dataset.Facts, dataset.Interactions);
        EventCounts counts = EventCounts.Of(events);
        var description = new DatasetDescription
        {
            Name = facts.Name,
            Licence = facts.Licence,
            Notes = facts.Notes,
            Values = facts.Kind switch { ValueKind.Rating => "rating", ValueKind.Count => "count", _ => "event" },
            Missing = [],
            Size = SetSize.Of(events, counts),
            PerUser = Spread.Of(counts.OfUsers),
            PerItem = Spread.Of(counts.OfItems),
            PopularityCurve = PopularityCurve.Of(counts.OfItems),
            ValueSpread = ValueSpread.Of(events, facts.Kind),
            RatingByPopularity = Analysis.RatingByPopularity.Of(events, facts.Kind, counts),
            TimeLine = TimeLine.Of(events, facts.Times),
            Genres = GenreCounts.Of(facts.Catalog, counts),
            GenreBreadth = GenreBreadth.Of(events, facts.Catalog),
            OccupationGenres = OccupationGenres.Of(events, facts),
            People = PeopleCounts.Of(facts.People, counts),
            ColdUsers = ColdUsers.Of(events, counts),
            TopItems = Analysis.TopItems.Of(events, facts, counts),
            Tags = TopTags.Of(facts.Catalog, counts),
        };
        return description with { Missing = [.. Absences.Of(description)] };
    }
}
