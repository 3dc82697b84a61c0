using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Rank.Filters;

namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>From constraints in settings, with outside ids and names, to <see cref="SlateRules"/>.</summary>
internal static class SettingsRules
{
    /// <exception cref="InputException">A setting names an item or genre that the data have not, or needs what they lack.</exception>
    public static SlateRules Of(RankOptions options, RerankParts parts)
    {
        PreparedData data = parts.Data;
        ItemCatalog catalog = data.Catalog;
        if (options.ProviderCap is not null && catalog.ProviderNames.Length == 0)
            throw new InputException($"$.rank.providerCap: of the items of {data.Name} no provider is known; leave it out, or name the column in $.table.items.provider.");
        return new SlateRules
        {
            NameOf = item => data.Items[item],
            Genres = catalog.Genres,
            GenreNames = catalog.GenreNames,
            GenreCaps = options.GenreCap is null ? [] : GenreCapsOf(options.GenreCap, parts),
            Providers = catalog.Providers,
            ProviderNames = catalog.ProviderNames,
            ProviderCap = options.ProviderCap?.Max ?? SlateRules.NoCap,
            IsTail = options.LongTailQuota is null ? [] : LongTail.Of(data.TrainPositives),
            Quota = options.LongTailQuota,
            Pins = [.. options.Pins.Select((pin, i) => new SlatePin(ItemIds.Require(pin.Item, $"$.rank.pins[{i}].item", data), pin.Position - 1))],
            Bans = [.. options.Bans.Select((ban, i) => new SlateBan(ItemIds.Require(ban.Item, $"$.rank.bans[{i}].item", data), Array.ConvertAll(ban.Positions, position => position - 1)))],
            Exploration = options.Exploration is { } exploration ? [.. exploration.Positions.Select(position => position - 1).Distinct()] : [],
            Filters = options.Pins.Length == 0 ? null : FilterCatalog.Create(options, data),
            Seed = parts.Seed,
        };
    }

    private static int[] GenreCapsOf(GenreCapOptions options, RerankParts parts)
    {
        string[] names = parts.Data.Catalog.GenreNames;
        parts.TasteFor("genreCap");
        int[] caps = new int[names.Length];
        Array.Fill(caps, options.Genres.Length == 0 ? options.Max : SlateRules.NoCap);
        for (int i = 0; i < options.Genres.Length; i++)
        {
            int genre = Array.IndexOf(names, options.Genres[i]);
            if (genre < 0) throw new InputException($"$.rank.genreCap.genres[{i}]: {parts.Data.Name} has no genre \"{options.Genres[i]}\"{Spelling.Hint(options.Genres[i], names)}");
            caps[genre] = options.Max;
        }
        return caps;
    }
}
