using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;

namespace OnnxRecs.Features;

/// <summary>Age, gender and occupation of users as a bag of features.</summary>
public static class UserFeatures
{
    /// <summary>Lowest years of the groups, MovieLens' own.</summary>
    private static readonly int[] AgeGroups = [1, 18, 25, 35, 45, 50, 56];

    /// <summary>Null where nothing is known of anybody. The row after the last user, the unknown one, has no features.</summary>
    public static FeatureBag? People(WeightSet weights, string name, PreparedData data, int dim)
    {
        UserCatalog people = data.Facts.People;
        string[] genders = NamesIn(people.Genders), occupations = NamesIn(people.Occupations);
        int[][] bags = [.. Enumerable.Range(0, data.UserCount).Select(BagOf), []];
        return FeatureBag.Of(weights, name, bags, AgeGroups.Length + genders.Length + occupations.Length, dim);

        int[] BagOf(int user)
        {
            var bag = new List<int>(3);
            if (people.Ages[user] > 0) bag.Add(Array.FindLastIndex(AgeGroups, group => group <= people.Ages[user]));
            if (people.Genders[user].Length > 0) bag.Add(AgeGroups.Length + Array.IndexOf(genders, people.Genders[user]));
            if (people.Occupations[user].Length > 0) bag.Add(AgeGroups.Length + genders.Length + Array.IndexOf(occupations, people.Occupations[user]));
            return [.. bag];
        }
    }

    private static string[] NamesIn(string[] values) => [.. values.Where(value => value.Length > 0).Distinct().Order(StringComparer.Ordinal)];
}
