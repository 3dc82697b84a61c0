namespace OnnxRecs.Serving;

/// <summary>Why an item is not in a list.</summary>
/// <param name="Item">Outside id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Stage">The stage at which it was lost; "" where it is in the list.</param>
/// <param name="Why">In a sentence, with by how much.</param>
/// <param name="Behind">By how much its score is lower than that of the last item that stayed, in the scale of that stage; null where the stage goes by no score.</param>
/// <param name="Places">Where it stood before.</param>
/// <param name="Notes">What went otherwise than set when the list was made.</param>
public sealed record Absence(string Item, string Title, string Stage, string Why, double? Behind, Place[] Places, string[] Notes);
