using System.Text;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class MovieLens1MTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ReadsDoubleColonsAndLatin1()
    {
        Dataset data = Load("1::3::5::20\n1::2::4::10\n");

        Assert.Equal(["Caf\u00e9: A Story (1990)", "Plain (1991)"], data.Facts.Catalog.Titles);
        Assert.Equal(["Children's", "Drama"], data.Facts.Catalog.GenreNames);
        Assert.Equal([[0, 1], []], data.Facts.Catalog.Genres);
        Assert.Equal([0, 1], data.Interactions.HistoryOf(0));
    }

    [Fact]
    public void Load_SingleColon_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Load("1::3:5::20\n"));

        Assert.Contains("ratings.dat, line 1: MovieID is '3:5', expected a whole number from 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ReadmeOwnsUpToEstimatedTimes_LicenceSaysSo()
    {
        Assert.DoesNotContain("reconstructed", Load("1::3::5::20\n").Facts.Licence, StringComparison.Ordinal);

        _folder.Write("README", "Call it \"ML-1M, partly reconstructed times\".");

        Assert.EndsWith("; partly reconstructed times", Load("1::3::5::20\n").Facts.Licence, StringComparison.Ordinal);
    }

    [RealDataFact("ml-1m.zip")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("ml-1m").Load(RealDataFactAttribute.PathOf("ml-1m.zip"));

        Assert.Equal((1_000_209, 6_040, 3_706), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        Assert.Equal(18, data.Facts.Catalog.GenreNames.Length);
        Assert.DoesNotContain(0, data.Facts.Catalog.Years);
    }

    private Dataset Load(string ratings)
    {
        _folder.Write("ratings.dat", ratings);
        _folder.Write("movies.dat", Encoding.Latin1.GetBytes("2::Caf\u00e9: A Story (1990)::Drama|Children's\n3::Plain (1991)::\n"));
        return LoaderCatalog.Get("ml-1m").Load(_folder.Path);
    }
}
