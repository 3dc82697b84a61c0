using System.Text.RegularExpressions;
using System.Xml.Linq;
using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Describe;
using OnnxRecs.Study.Pages;
using OnnxRecs.Tests.Snapshots;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Describe;

public sealed partial class DescriptionPageTests
{
    // Two writers and an artist; three items of two genres.
    private static readonly Dataset Tiny = SmallSets.Make(
        Interactions.Create(
            [0, 0, 0, 1, 1, 2], [0, 1, 2, 0, 1, 0], [5, 4, 3, 4, 2, 5],
            [SmallSets.Day, SmallSets.Day, SmallSets.Day + (40 * 86_400), SmallSets.Day + 60, SmallSets.Day + 61, 0], 3, 3),
        genres: item => item == 0 ? [0, 1] : [item % 2],
        people: new UserCatalog([25, 35, 25], ["F", "M", "F"], ["writer", "artist", "writer"]),
        tags: item => item == 2 ? [] : [1]);

    [Fact]
    public void Page_TinySet_IsAsBefore() => Snapshot.Match(DescriptionPage.ToHtml(DatasetDescription.Of(Tiny)));

    [Fact]
    public void Page_NamesWithMarkup_AreEscaped()
    {
        string page = PageOf(Tiny);

        Assert.Contains("<h1>made&lt;up&gt;</h1>", page, StringComparison.Ordinal);
        Assert.Contains("free &amp; easy", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&amp;&quot; 0", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<u>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_NeedsNothingElse()
    {
        string page = PageOf(Tiny).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);

        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Notes_StandAtTheTop()
    {
        DatasetDescription noted = DatasetDescription.Of(Tiny) with { Notes = ["partly <invented>"] };

        string page = DescriptionPage.ToHtml(noted);

        Assert.InRange(page.IndexOf("partly &lt;invented&gt;", StringComparison.Ordinal), 1, page.IndexOf("<h2>", StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OneEverything_SaysWhatCannotBeSaid()
    {
        Dataset one = SmallSets.Make(Interactions.Create([0, 0], [0, 1], [3, 3], [SmallSets.Day, SmallSets.Day], 1, 2));

        string page = PageOf(one);

        Assert.Contains("The only user has 2 events.", page, StringComparison.Ordinal);
        Assert.Contains("All 2 items have 1 event.", page, StringComparison.Ordinal);
        Assert.Contains("All ratings are 3: they say nothing about taste.", page, StringComparison.Ordinal);
        Assert.Contains("All events are of one moment, 2001-02-03 00:00:00 UTC: nothing can be said of their order.", page, StringComparison.Ordinal);
        Assert.Contains("No item has a genre or category", page, StringComparison.Ordinal);
        Assert.Contains("Nothing is known of the users", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Counts_SaysThatTheyAreNoRatings()
    {
        Dataset counts = SmallSets.Make(SmallSets.Values(1, 7, 352_698), ValueKind.Count);

        string page = PageOf(counts);

        Assert.Contains("Half of the counts are at most 7, the largest is 352,698", page, StringComparison.Ordinal);
        Assert.Contains("Values are counts, not ratings: there is no rating against popularity.", page, StringComparison.Ordinal);
        Assert.Contains("No event has a time: there is no time line.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_MereEvents_SaysThatThereAreNoValues() =>
        Assert.Contains("Events have no values: there is no histogram of them.", PageOf(SmallSets.Make(SmallSets.Values(1, 1), ValueKind.Event)), StringComparison.Ordinal);

    [Fact]
    public void Page_NoEvents_SaysSo()
    {
        string page = PageOf(SmallSets.Make(SmallSets.Events(0, 0)));

        Assert.Contains("No events: there is nothing to describe.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_AnySet_HasWellFormedPicturesWithACaption() => Properties.Hold(SmallSets.Any, set =>
    {
        string page = PageOf(set);
        string[] pictures = [.. Picture().Matches(page).Select(match => match.Value)];

        Assert.Equal(pictures.Length, page.Split("<figure>").Length - 1);
        foreach (string picture in pictures)
        {
            XElement svg = XDocument.Parse(picture).Root!;
            Assert.NotEqual("", svg.Attribute("aria-label")!.Value);
            Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => attribute.Value.Contains("NaN", StringComparison.Ordinal) || attribute.Value.Contains('\u221e'));
        }
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<figcaption></figcaption>", page, StringComparison.Ordinal);
    });

    [Fact]
    public void Tables_AnySet_HaveACellForEachHeader() => Properties.Hold(SmallSets.Any, set =>
    {
        foreach (FigureTable table in Sections.Of(DatasetDescription.Of(set)).SelectMany(section => section.Tables))
        {
            Assert.All(table.Rows, row => Assert.Equal(table.Headers.Length, row.Length));
        }
    });

    private static string PageOf(Dataset set) => DescriptionPage.ToHtml(DatasetDescription.Of(set));

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Picture();
}
