namespace OnnxRecs.Pipeline;

/// <summary>Inputs and outputs of a bundle: the whole chain for one user in one ONNX graph. Every input must be given; "none" is a tensor of length 0.</summary>
public static class BundleNames
{
    /// <summary>[H], outside ids (strings or int64): liked items, oldest first. Unknown ones are ignored.</summary>
    public const string History = "history";

    /// <summary>[X], outside ids: items that are not to be given. Those of the history never are.</summary>
    public const string Banned = "banned";

    /// <summary>[1], int64: how many items are wanted, brought to 0 .. as many as there are.</summary>
    public const string Count = "k";

    /// <summary>[1], float32: weight of the popularity penalty, brought to 0 .. 1,000,000.</summary>
    public const string Alpha = "alpha";

    /// <summary>[1], float32: MMR's weight of relevance, brought to 0 .. 1.</summary>
    public const string Lambda = "lambda";

    /// <summary>[K], of the type of the history: the list, best first.</summary>
    public const string Ids = "ids";

    /// <summary>[K]: marginal values of MMR, which never rise along the list.</summary>
    public const string Scores = "scores";

    /// <summary>[K]: inner products of user and item; without a history how often each item was liked in training.</summary>
    public const string RetrievalScores = "retrieval_scores";

    /// <summary>[K]: what the ranker gives; without a history as <see cref="RetrievalScores"/>.</summary>
    public const string RankerScores = "ranker_scores";

    /// <summary>[K]: ranker's scores brought to 0 .. 1 among the candidates, less the penalty.</summary>
    public const string PenalisedScores = "penalised_scores";
}
