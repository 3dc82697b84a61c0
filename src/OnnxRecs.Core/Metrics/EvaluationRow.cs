namespace OnnxRecs.Metrics;

/// <summary>The figures of one model at one stage for one group of users.</summary>
/// <param name="Stage">Where the lists came from: "full" (a model over the whole catalogue), "candidates", "rank", "sampled (N)", "sampled (N published)", "rated" or "events".</param>
/// <param name="Model">Name of the model, source or pipeline.</param>
/// <param name="Group">Which users or targets: "all", or a group of <see cref="UserGroups"/>.</param>
/// <param name="Users">How many users are in it.</param>
/// <param name="Figures">By label, such as "NDCG@10", in the order of <see cref="MetricCatalog"/>. Where nobody has a value there is none.</param>
public sealed record EvaluationRow(string Stage, string Model, string Group, int Users, OrderedDictionary<string, Figure> Figures);

/// <summary>One figure.</summary>
/// <param name="Value">The mean over the users, or the value of the run.</param>
/// <param name="Low">Lower end of its 95 % interval, where there is one.</param>
/// <param name="High">Upper end.</param>
/// <param name="Users">How many users have a value, where that is not all of the group.</param>
public sealed record Figure(double Value, double? Low = null, double? High = null, int? Users = null);
