namespace OnnxRecs.Data.Loaders;

/// <summary>Sets in the form in which papers published them with their code.</summary>
internal static class PaperCatalog
{
    private const string FromMovieLens = "Derived from MovieLens 1M, GroupLens: non-commercial research, not to be passed on";
    private const string FromAmazon = "Derived from Amazon's reviews, McAuley, UCSD: for research";
    private const string NcfAddress = "https://raw.githubusercontent.com/hexiangnan/neural_collaborative_filtering/master/Data";
    private const string SasRecAddress = "https://raw.githubusercontent.com/kang205/SASRec/master/data";
    private const string S3RecAddress = "https://raw.githubusercontent.com/RUCAIBox/CIKM2020-S3Rec/master/data";

    public static IEnumerable<LoaderEntry> All =>
    [
        Ncf("ml-1m", ValueKind.Rating, FromMovieLens, 1_000_209, hasUniquePairs: true),
        Ncf("pinterest-20", ValueKind.Event, "Derived from Pinterest pins: research"),
        SasRec("ml-1m", FromMovieLens, 999_611),
        SasRec("Beauty", FromAmazon),
        SasRec("Steam", "Derived from Steam's reviews: research"),
        SasRec("Video", FromAmazon),
        S3("Beauty", 198_502),
        S3("Sports_and_Outdoors"),
        S3("Toys_and_Games"),
    ];

    private static LoaderEntry Ncf(string data, ValueKind kind, string licence, int? eventCount = null, bool hasUniquePairs = false) => new($"ncf-{data}", "the NCF paper's leave-one-out split with 99 negatives", kind, NcfFiles.Load)
    {
        EventCount = eventCount,
        HasUniquePairs = hasUniquePairs,
        Licence = licence,
        Citation = "He et al. 2017",
        Files = [.. ((string[])["train.rating", "test.rating", "test.negative"]).Select(part => Offered($"ncf/{data}.{part}", NcfAddress))],
    };

    private static LoaderEntry SasRec(string data, string licence, int? eventCount = null) => new($"sasrec-{data.ToLowerInvariant()}", "the SASRec paper's sequences", ValueKind.Event, Sequences.Load)
    {
        EventCount = eventCount,
        Licence = licence,
        Citation = "Kang and McAuley 2018",
        Files = [Offered($"sasrec/{data}.txt", SasRecAddress)],
    };

    private static LoaderEntry S3(string data, int? eventCount = null) => new($"s3rec-{data.ToLowerInvariant().Replace('_', '-')}", "the S3-Rec paper's 5-core sequences of Amazon 2014, with attributes", ValueKind.Event, S3Rec.Load)
    {
        EventCount = eventCount,
        Licence = FromAmazon,
        Citation = "Zhou et al. 2020",
        Files = [Offered($"s3rec/{data}.txt", S3RecAddress), Offered($"s3rec/{data}_item2attributes.json", S3RecAddress), new DataFile($"s3rec/{data}_time.txt", IsOptional: true)],
    };

    private static DataFile Offered(string name, string address) => new(name, new Uri($"{address}/{Path.GetFileName(name)}"));
}
