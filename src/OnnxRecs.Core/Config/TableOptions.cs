using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Config;

/// <summary>A file of anybody's events: one row for each, columns found by their header or counted from 1.</summary>
public sealed record TableOptions : IValidatableObject
{
    /// <summary>The events, relative to the folder of data sets; ".gz" is unpacked.</summary>
    [MinLength(1)]
    public string File { get; init; } = "events.csv";

    public ColumnFormat Format { get; init; } = new();

    /// <summary>Column of the user's id: its header, or its number from 1.</summary>
    [MinLength(1)]
    public string User { get; init; } = "user";

    /// <summary>Column of the item's id.</summary>
    [MinLength(1)]
    public string Item { get; init; } = "item";

    /// <summary>Column of the rating or count; empty: there is none, every row counts 1.</summary>
    public string Value { get; init; } = "";

    /// <summary>"rating", "count" or "event" (see the data set's kinds). "auto": "rating" where there is a column of values, else "event".</summary>
    [AllowedValues("auto", "rating", "count", "event")]
    public string Kind { get; init; } = "auto";

    /// <summary>Lowest value that is no mistake.</summary>
    public double Min { get; init; }

    /// <summary>Highest value that is no mistake.</summary>
    public double Max { get; init; } = 1e9;

    /// <summary>Column of the time; empty: there is none.</summary>
    public string Time { get; init; } = "";

    /// <summary>
    /// "seconds" or "milliseconds" since 1970, or "iso" for dates such as 2026-01-31T12:00:00Z. "rows": there is no column, but the rows stand in the order of
    /// time; without either nobody knows in which order events were.
    /// </summary>
    [AllowedValues("seconds", "milliseconds", "iso", "rows")]
    public string TimeUnit { get; init; } = "seconds";

    /// <summary>What is known of the items, if anything.</summary>
    public ItemTableOptions? Items { get; init; }

    /// <summary>What is known of the users, if anything.</summary>
    public UserTableOptions? Users { get; init; }

    /// <summary>The terms of use, in one line; it travels with every model that is trained on the data.</summary>
    [MinLength(1)]
    public string Licence { get; init; } = "own data";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind is "rating" or "count" && Value.Length == 0) yield return new($"values of kind \"{Kind}\" need a column", ["value"]);
        if (Kind == "event" && Value.Length > 0) yield return new("mere events have no values; leave it out, or choose another kind", ["value"]);
        if (Min > Max) yield return new($"{Min} is above max ({Max})", ["min"]);
        if (TimeUnit is "milliseconds" or "iso" && Time.Length == 0) yield return new("there is no column of times for it", ["timeUnit"]);
        if (TimeUnit == "rows" && Time.Length > 0) yield return new("the rows tell the order where there is no column; leave one of both out", ["timeUnit"]);
    }
}

/// <summary>How the rows of a text file are written.</summary>
public sealed record ColumnFormat
{
    /// <summary>What stands between fields.</summary>
    [MinLength(1)]
    public string Separator { get; init; } = ",";

    /// <summary>Whether fields in double quotes may contain the separator, and two double quotes for one. Without, quotes are letters like others.</summary>
    public bool Quotes { get; init; } = true;

    /// <summary>Whether the first row has the names of the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>"utf-8", "latin-1", or any other name that .NET knows.</summary>
    [MinLength(1)]
    public string Encoding { get; init; } = "utf-8";
}

/// <summary>A file with a row for each item.</summary>
public sealed record ItemTableOptions
{
    /// <summary>Relative to the folder of data sets.</summary>
    [MinLength(1)]
    public string File { get; init; } = "items.csv";

    public ColumnFormat Format { get; init; } = new();

    /// <summary>Column of the id.</summary>
    [MinLength(1)]
    public string Id { get; init; } = "item";

    /// <summary>Column of the title; empty: the id serves as one.</summary>
    public string Title { get; init; } = "";

    /// <summary>Column of the year; empty: it is looked for in the title, as in "Title (1995)".</summary>
    public string Year { get; init; } = "";

    /// <summary>Column of the genres or categories; empty: there is none.</summary>
    public string Genres { get; init; } = "";

    /// <summary>What stands between genres.</summary>
    [MinLength(1)]
    public string GenreSeparator { get; init; } = "|";

    /// <summary>Column of who makes or sells the item, such as a brand; empty: there is none. An empty field: unknown.</summary>
    public string Provider { get; init; } = "";
}

/// <summary>A file with a row for each user.</summary>
public sealed record UserTableOptions
{
    /// <summary>Relative to the folder of data sets.</summary>
    [MinLength(1)]
    public string File { get; init; } = "users.csv";

    public ColumnFormat Format { get; init; } = new();

    /// <summary>Column of the id.</summary>
    [MinLength(1)]
    public string Id { get; init; } = "user";

    /// <summary>Column of the age in years; empty: there is none.</summary>
    public string Age { get; init; } = "";

    /// <summary>Column of the gender; empty: there is none.</summary>
    public string Gender { get; init; } = "";

    /// <summary>Column of the occupation; empty: there is none.</summary>
    public string Occupation { get; init; } = "";
}
