using System.IO.Compression;
using System.Text;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Reading;
using OnnxRecs.Numerics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

/// <summary>
/// Damages small sets in all ways and reads them: a loader refuses or gives a set whose parts fit and that has as many events as the files have rows,
/// it comes back in any case, and it refuses exactly what a check finds a problem with.
/// </summary>
public sealed class LoaderFuzzTests : IDisposable
{
    private const int InputsPerFormat = 3_900; // 26 formats: 101,400
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly byte[] Telling = "0123456789,.:;|\t \n\r\"-+eE{}[]()/\0"u8.ToArray().Concat(new byte[] { 0xEF, 0xBB, 0xBF, 0xFF, 0x80, 0xC3 }).ToArray();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Formats()
    {
        var formats = new TheoryData<string, string>();
        foreach (string set in Sets.Keys) foreach (string packing in (string[])["", ".gz"]) formats.Add(set, packing);
        foreach (string set in (string[])["ml-1m", "ml-100k"]) formats.Add(set, ".zip");
        return formats;
    }

    private static readonly string Negatives = string.Join('\t', Enumerable.Range(1, 99));

    private static readonly Dictionary<string, (string File, string Text)[]> Sets = new()
    {
        ["ml-20m"] = [("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n2,3,3.5,964981247\n"), ("movies.csv", "movieId,title,genres\n1,\"A, \"\"B\"\" (1995)\",Drama|War\n3,C\u00e9,(no genres listed)\n"), ("tags.csv", "userId,movieId,tag,timestamp\n1,1,Fun,5\n")],
        ["ml-1m"] = [("ratings.dat", "1::3::5::20\n2::2::4::10\n"), ("movies.dat", "2::Caf\u00e9 (1990)::Drama|Children's\n3::Plain (1991)::\n"), ("users.dat", "1::F::1::10::48067\n2::M::56::20::1\n")],
        ["ml-100k"] = [("u.data", "5\t7\t3\t20\n5\t6\t4\t10\n"), ("u.item", "6|A (1990)|d||http|0|1\n7|B|d|||1|0\n"), ("u.genre", "unknown|0\nAction|1\n\n"), ("u.user", "5|24|M|technician|85711\n"), .. Enumerable.Range(1, 5).SelectMany(fold => ((string, string)[])[($"u{fold}.base", "5\t7\t3\t20\n"), ($"u{fold}.test", "5\t6\t4\t10\n")])],
        ["hetrec2011-lastfm-2k"] = [("user_artists.dat", "userID\tartistID\tweight\r\n2\t51\t13883\r\n2\t52\t7\r\n"), ("artists.dat", "id\tname\turl\tpictureURL\n51\tBj\u00f6rk\thttp\t\n52\tB\th\th\n"), ("tags.dat", "tagID\ttagValue\r\n1\tmetal\r\n"), ("user_taggedartists.dat", "userID\tartistID\ttagID\tday\tmonth\tyear\r\n2\t52\t1\t1\t4\t2009\r\n")],
        ["amazon-2014-digital-music"] = [("ratings_Digital_Music.csv", "A00,B00,5.0,1158019200\nA01,B00,3.0,959385600\n")],
        ["amazon-2018-gift-cards"] = [("amazon_v2/Gift_Cards.csv", "B00,A00,5.0,1158019200\nB00,A01,0.0,959385600\n")],
        ["amazon-2023-video-games"] = [("amazon_2023/Video_Games.csv", "user_id,parent_asin,rating,timestamp\nAG,B0,4.0,1588615855070\n")],
        ["sasrec-ml-1m"] = [("sasrec/ml-1m.txt", "1 1\n1 2\n2 1\n")],
        ["s3rec-beauty"] = [("s3rec/Beauty.txt", "1 1 2 3\n2 3\n"), ("s3rec/Beauty_item2attributes.json", "{\"1\": [4, 5], \"3\": []}"), ("s3rec/Beauty_time.txt", "1 5 5 6\r\n2 9\r\n")],
        ["ncf-ml-1m"] = [("ncf/ml-1m.train.rating", "0\t3\t4\t0\n1\t2\t5\t8\n"), ("ncf/ml-1m.test.rating", "0\t1\t5\t9\n1\t1\t1\t9\n"), ("ncf/ml-1m.test.negative", $"(0,1)\t{Negatives}\n(1,1)\t{Negatives}\n")],
        ["ncf-pinterest-20"] = [("ncf/pinterest-20.train.rating", "0\t3\t1\n1\t2\t1\n"), ("ncf/pinterest-20.test.rating", "0\t1\t1\n1\t1\t1\n"), ("ncf/pinterest-20.test.negative", $"(0,1)\t{Negatives}\n(1,1)\t{Negatives}\n")],
        ["table"] = [("events.csv", "who,what,stars,at\n\"A\",x,4.5,2026-01-31T12:00:00Z\nB,\"y \"\"z\"\"\",1,2026-02-01\n"), ("items.csv", "item,name,genres\nx,A (1999),Drama|War\n"), ("users.csv", "user,age\nA,33\n")],
    };

    private static readonly TableOptions Table = new()
    {
        User = "who",
        Item = "what",
        Value = "stars",
        Time = "at",
        TimeUnit = "iso",
        Max = 5,
        Items = new ItemTableOptions { Title = "name", Genres = "genres" },
        Users = new UserTableOptions { Age = "age" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Load_DamagedFiles_AreRefusedOrReadWithPartsThatFit(string set, string packing)
    {
        (string File, byte[] Bytes)[] whole = [.. Sets[set].Select(file => (file.File, Packed(EncodingOf(file.File).GetBytes(file.Text), packing)))];
        if (packing == ".zip") whole = [(set + ".zip", Archive(Sets[set]))];
        string suffix = packing == ".gz" ? packing : "";
        foreach ((string file, byte[] bytes) in whole) _folder.Write(file + suffix, bytes);
        Assert.True(Read(set, packing)); // undamaged

        var rng = new Rng((ulong)(set.Length * 1000) + (ulong)packing.Length);
        int refused = 0, read = 0;
        for (int i = 0; i < InputsPerFormat; i++)
        {
            (string file, byte[] bytes) = whole[rng.NextInt(whole.Length)];
            byte[] damaged = Damaged(bytes, rng);
            _folder.Write(file + suffix, damaged);
            try
            {
                Task<bool> run = Task.Run(() => Read(set, packing));
                Assert.True(await Task.WhenAny(run, Task.Delay(Longest)) == run, $"{set}{packing}: no end with {Convert.ToBase64String(damaged)} as {file}");
                if (await run) read++;
                else refused++;
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{set}{packing}: {Convert.ToBase64String(damaged)} as {file}: {error}");
            }
            _folder.Write(file + suffix, bytes);
        }

        // The damage is neither harmless nor hopeless.
        Assert.True(refused > InputsPerFormat / 10 && read > InputsPerFormat / 1000, $"{refused} refused, {read} read");
    }

    /// <summary>Whether it could be read. A check must say the same.</summary>
    private bool Read(string set, string packing)
    {
        string path = packing == ".zip" ? _folder[set + ".zip"] : _folder.Path;
        LoaderEntry entry = set == "table" ? TableLoader.EntryOf(Table, set) : LoaderCatalog.Get(set);
        // Small sets are not what was published: of that only a check knows.
        bool isSound = entry.Check(path).Problems.All(group => group.Column is LoaderEntry.EventsColumn or LoaderEntry.RepeatsColumn);
        Dataset data;
        try
        {
            data = entry.Load(path);
        }
        catch (Exception error) when (error is InvalidDataException || (error is InputException && set == "table"))
        {
            Assert.InRange(error.Message.Length, 10, 2_000);
            Assert.False(isSound, $"a check passes what loading refuses: {error.Message}");
            return false;
        }
        Assert.True(isSound, "a check refuses what can be loaded");
        Assert.Equal(ExpectedEvents(set, packing), data.Interactions.Count);
        Assert.Equal(data.Facts.Users.Count, data.Interactions.UserCount);
        Assert.Equal(data.Facts.Items.Count, data.Interactions.ItemCount);
        Assert.All(data.Interactions.Values, value => Assert.True(float.IsFinite(value)));
        Assert.All(data.Interactions.Times, time => Assert.InRange(time, 0, Numbers.LastSecond));
        Assert.All(data.PublishedSplits, split => Assert.Equal(data.Interactions.Count, split.IsTest.Length));
        return true;
    }

    /// <summary>Counted by hand from the text as it lies there; what comes out of a container has passed a checksum, so it is the undamaged text.</summary>
    private int ExpectedEvents(string set, string packing)
    {
        int rows = 0;
        foreach ((string file, string text) in EventFilesOf(set))
        {
            string content = packing.Length > 0 ? text : Encoding.Latin1.GetString(File.ReadAllBytes(_folder[file]));
            if (content.StartsWith("\u00ef\u00bb\u00bf", StringComparison.Ordinal)) content = content[3..];
            // A row may be empty but for a carriage return; it is none then.
            string[] lines = [.. content.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).Where(line => line.Length > 0)];
            rows += set == "s3rec-beauty" ? lines.Sum(line => line.Count(letter => letter == ' ')) : lines.Length - (HasHeader(set) ? 1 : 0);
        }
        return rows;
    }

    private static (string File, string Text)[] EventFilesOf(string set) => Sets[set][..(set.StartsWith("ncf-", StringComparison.Ordinal) ? 2 : 1)];

    private static bool HasHeader(string set) => set is "ml-20m" or "hetrec2011-lastfm-2k" or "amazon-2023-video-games" or "table";

    private static byte[] Damaged(byte[] bytes, Rng rng)
    {
        List<byte> damaged = [.. bytes];
        for (int times = 1 + rng.NextInt(3); times > 0; times--)
        {
            int at = rng.NextInt(damaged.Count + 1), length = Math.Min(1 + rng.NextInt(8), damaged.Count - at);
            switch (rng.NextInt(6))
            {
                case 0 when at < damaged.Count:
                    damaged[at] ^= (byte)(1 << rng.NextInt(8));
                    break;
                case 1 when at < damaged.Count:
                    damaged[at] = Telling[rng.NextInt(Telling.Length)];
                    break;
                case 2:
                    damaged.RemoveRange(at, length);
                    break;
                case 3:
                    damaged.Insert(at, Telling[rng.NextInt(Telling.Length)]);
                    break;
                case 4:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                default:
                    damaged.InsertRange(rng.NextInt(damaged.Count + 1), damaged.GetRange(at, length));
                    break;
            }
        }
        return [.. damaged];
    }

    private static Encoding EncodingOf(string file) => file is "movies.dat" or "tags.dat" or "u.item" ? Encoding.Latin1 : Encoding.UTF8;

    private static byte[] Packed(byte[] bytes, string packing)
    {
        if (packing != ".gz") return bytes;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Archive((string File, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach ((string file, string text) in files)
            {
                using Stream entry = archive.CreateEntry(file).Open();
                entry.Write(EncodingOf(file).GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
