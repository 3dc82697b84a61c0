using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class SequencesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TimeIsThePlaceAmongTheUsersEvents()
    {
        _folder.Write("sasrec/ml-1m.txt", "10 3\n2 9\n10 3\n2 3\n");

        Dataset data = LoaderCatalog.Get("sasrec-ml-1m").Load(_folder.Path);

        Assert.Equal(["2", "10"], data.Facts.Users.Ids);
        Assert.Equal([1, 0, 0, 0], data.Interactions.Items);
        Assert.Equal([0L, 1, 0, 1], data.Interactions.Times);
        Assert.Equal((ValueKind.Event, 1), (data.Facts.Kind, data.Facts.Notes.Count));
    }

    [Fact]
    public void Load_ThreeColumns_IsRefused()
    {
        _folder.Write("sasrec/ml-1m.txt", "1 1\n1 2 3\n");

        var error = Assert.Throws<InvalidDataException>(() => LoaderCatalog.Get("sasrec-ml-1m").Load(_folder.Path));

        Assert.Contains("sasrec/ml-1m.txt, line 2: the end of the row is '3', expected nothing more", error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("sasrec/ml-1m.txt.gz")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("sasrec-ml-1m").Load(RealDataFactAttribute.Folder);

        Assert.Equal((999_611, 6_040, 3_416), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
    }
}
