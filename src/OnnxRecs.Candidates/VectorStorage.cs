namespace OnnxRecs.Candidates;

/// <summary>In which form an index keeps the vectors that a search walks over.</summary>
public enum VectorStorage
{
    /// <summary>As they are: 4 bytes a value.</summary>
    Float32 = 1,

    /// <summary>Half precision, 2 bytes a value; the best of a search are scored again with the vectors as they are, which are kept beside.</summary>
    Float16 = 2,

    /// <summary>One byte a value, of one scale for all; the best of a search are scored again with the vectors as they are, which are kept beside.</summary>
    Int8 = 3,
}
