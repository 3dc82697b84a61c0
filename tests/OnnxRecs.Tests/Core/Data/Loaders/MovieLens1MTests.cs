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
    public void Load_ReadmeOwnsUpToEstimatedTimes_NotesSaySo()
    {
        Assert.Empty(Load("1::3::5::20\n").Facts.Notes);

        _folder.Write("README", "Call it \"ML-1M, partly reconstructed times\".");

        Assert.Equal(["partly reconstructed times"], Load("1::3::5::20\n").Facts.Notes);
    }

    [Fact]
    public void Load_ReadsPeople()
    {
        UserCatalog people = Load("1::3::5::20\n2::3::4::10\n", "1::F::1::10::48067\n2::M::56::20::02460\n9::M::25::0::1\n").Facts.People;

        Assert.Equal([1, 56], people.Ages);
        Assert.Equal(["F", "M"], people.Genders);
        Assert.Equal(["K-12 student", "writer"], people.Occupations);
    }

    [Theory]
    [InlineData("1::X::1::10::1\n", "users.dat, line 1: Gender is 'X', expected F or M")]
    [InlineData("1::F::2::10::1\n", "users.dat, line 1: Age is '2', expected an age group (1, 18, 25, 35, 45, 50, 56)")]
    [InlineData("1::F::1::21::1\n", "users.dat, line 1: Occupation is '21', expected a code from 0 to 20")]
    [InlineData("1::F::1::1::1\n1::F::1::1::1\n", "users.dat, line 2: UserID is '1', expected an id that has not occurred before")]
    [InlineData("2::F::1::1::1\n", "users.dat has no row for user 1, which has events")]
    public void Load_MalformedUsers_NamesPlaceFoundAndExpected(string users, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load("1::3::5::20\n", users));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("ml-1m.zip")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("ml-1m").Load(RealDataFactAttribute.PathOf("ml-1m.zip"));

        Assert.Equal((1_000_209, 6_040, 3_706), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        Assert.Equal(18, data.Facts.Catalog.GenreNames.Length);
        Assert.DoesNotContain(0, data.Facts.Catalog.Years);
        Assert.DoesNotContain(0, data.Facts.People.Ages);
        Assert.Equal(["partly reconstructed times"], data.Facts.Notes);
    }

    private Dataset Load(string ratings, string users = "1::F::1::10::48067\n")
    {
        _folder.Write("ratings.dat", ratings);
        _folder.Write("movies.dat", Encoding.Latin1.GetBytes("2::Caf\u00e9: A Story (1990)::Drama|Children's\n3::Plain (1991)::\n"));
        _folder.Write("users.dat", users);
        return LoaderCatalog.Get("ml-1m").Load(_folder.Path);
    }
}
