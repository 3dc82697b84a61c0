namespace OnnxRecs.Data.Reading;

/// <summary>What comes out of packed content, with the unpacker's many exceptions turned into one that names the file.</summary>
/// <param name="inner">Is disposed of with this one.</param>
/// <param name="damaged">Makes of the unpacker's exception what is thrown.</param>
internal sealed class PackedStream(Stream inner, Func<Exception, InvalidDataException> damaged) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception error) when (BadContent.Caused(error))
        {
            throw damaged(error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
