namespace OnnxRecs.Data.Loaders;

/// <summary>The categories of Amazon's ratings, in each of the three publications.</summary>
internal static class AmazonCatalog
{
    private const string Licence = "McAuley, UCSD: for research";
    private const string Ucsd = "https://mcauleylab.ucsd.edu/public_datasets/data";

    private static readonly string[] Of2014 =
    [
        "Amazon_Instant_Video", "Apps_for_Android", "Automotive", "Baby", "Beauty", "Books", "CDs_and_Vinyl", "Cell_Phones_and_Accessories",
        "Clothing_Shoes_and_Jewelry", "Digital_Music", "Electronics", "Grocery_and_Gourmet_Food", "Health_and_Personal_Care", "Home_and_Kitchen",
        "Kindle_Store", "Movies_and_TV", "Musical_Instruments", "Office_Products", "Patio_Lawn_and_Garden", "Pet_Supplies", "Sports_and_Outdoors",
        "Tools_and_Home_Improvement", "Toys_and_Games", "Video_Games",
    ];

    private static readonly string[] Of2018 =
    [
        "AMAZON_FASHION", "All_Beauty", "Appliances", "Arts_Crafts_and_Sewing", "Automotive", "Books", "CDs_and_Vinyl", "Cell_Phones_and_Accessories",
        "Clothing_Shoes_and_Jewelry", "Digital_Music", "Electronics", "Gift_Cards", "Grocery_and_Gourmet_Food", "Home_and_Kitchen",
        "Industrial_and_Scientific", "Kindle_Store", "Luxury_Beauty", "Magazine_Subscriptions", "Movies_and_TV", "Musical_Instruments", "Office_Products",
        "Patio_Lawn_and_Garden", "Pet_Supplies", "Prime_Pantry", "Software", "Sports_and_Outdoors", "Tools_and_Home_Improvement", "Toys_and_Games",
        "Video_Games",
    ];

    private static readonly string[] Of2023 =
    [
        "All_Beauty", "Arts_Crafts_and_Sewing", "Automotive", "Baby_Products", "Beauty_and_Personal_Care", "Books", "CDs_and_Vinyl",
        "Cell_Phones_and_Accessories", "Clothing_Shoes_and_Jewelry", "Electronics", "Gift_Cards", "Grocery_and_Gourmet_Food", "Health_and_Household",
        "Home_and_Kitchen", "Industrial_and_Scientific", "Kindle_Store", "Magazine_Subscriptions", "Movies_and_TV", "Musical_Instruments",
        "Office_Products", "Patio_Lawn_and_Garden", "Pet_Supplies", "Software", "Sports_and_Outdoors", "Tools_and_Home_Improvement", "Toys_and_Games",
        "Video_Games",
    ];

    public static IEnumerable<LoaderEntry> All =>
    [
        .. Of2014.Select(category => Entry(2014, category, $"ratings_{category}.csv", $"https://snap.stanford.edu/data/amazon/productGraph/categoryFiles/ratings_{category}.csv")),
        .. Of2018.Select(category => Entry(2018, category, $"amazon_v2/{category}.csv", $"{Ucsd}/amazon_v2/categoryFilesSmall/{category}.csv")),
        .. Of2023.Select(category => Entry(2023, category, $"amazon_2023/{category}.csv", $"{Ucsd}/amazon_2023/benchmark/5core/rating_only/{category}.csv.gz")),
    ];

    private static LoaderEntry Entry(int year, string category, string file, string address)
    {
        (Func<LoaderEntry, Reading.LoadContext, Dataset> read, string citation, string what) = year switch
        {
            2014 => ((Func<LoaderEntry, Reading.LoadContext, Dataset>)AmazonRatings.Load2014, "He and McAuley 2016", "all users"),
            2018 => (AmazonRatings.Load2018, "Ni, Li and McAuley 2019", "all users"),
            _ => (AmazonRatings.Load2023, "Hou et al. 2024", "5-core"),
        };
        string name = category.ToLowerInvariant().Replace('_', '-');
        return new LoaderEntry($"amazon-{year}-{name}", $"Amazon ratings up to {year} by category, {what}", ValueKind.Rating, read)
        {
            Licence = Licence,
            Citation = citation,
            Files = [new DataFile(file, new Uri(address))],
            Family = $"amazon-{year}-CATEGORY",
        };
    }
}
