using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>Users and items of whom hardly anything is known.</summary>
internal static class ColdStartSection
{
    public static Section Of(DatasetDescription set)
    {
        const string Title = "Training events of a user";
        ColdUsers cold = set.ColdUsers;
        string caption =
            $"With fewer than {ColdUsers.Few} events in the training part of the default split ({cold.Split}): {Numbers.Part(cold.Cold, set.Size.Users, "user")}. " +
            $"With fewer than {ColdUsers.Few} events in all: {Numbers.Part(cold.ColdItems, set.Size.Items, "item")}.";
        Bar[] bars = [.. cold.Users.Select(group => new Bar(NameOf(group), group.Users))];
        return new Section("Cold start")
        {
            Pictures = [new Picture(Title, BarChart.Draw(bars, $"{Title}. {caption}", "training events", "user"), caption)],
            Tables =
            [
                new(
                    Title, ["training events", ">users", ">share"],
                    [.. cold.Users.Select(group => new[] { NameOf(group), Numbers.Count(group.Users), Numbers.Percent(group.Users, set.Size.Users) })]),
            ],
        };
    }

    private static string NameOf(ColdGroup group) => group.Name.Replace('-', '\u2013');
}
