using System.Security.Cryptography;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>Whether what came is what was asked for: a login page in the way also answers with success.</summary>
internal static class FetchedFile
{
    private const int LookedAt = 512;

    /// <exception cref="InvalidDataException">It is something else, or damaged.</exception>
    public static void Check(LoaderEntry entry, Uri address, string file)
    {
        if (entry.Address is null) CheckText(address, file);
        else CheckArchive(entry, file);
    }

    private static void CheckArchive(LoaderEntry entry, string file)
    {
        if (entry.Md5 is { } expected && Md5Of(file) is var found && found != expected) throw new InvalidDataException($"an archive with the MD5 {found}, the publisher's is {expected}");
        var files = new DataFiles(file);
        foreach (DataFile wanted in entry.Files)
        {
            if (files.Has(wanted.Name))
            {
                if (files.DamageOf(wanted.Name) is { } damage) throw new InvalidDataException($"an archive that is damaged ({(damage.InnerException ?? damage).Message.TrimEnd('.')})", damage);
            }
            else if (!wanted.IsOptional)
            {
                throw new InvalidDataException($"an archive without {wanted.Name}");
            }
        }
    }

    private static void CheckText(Uri address, string file)
    {
        using FileStream content = File.OpenRead(file);
        bool isPacked = address.AbsolutePath.EndsWith(".gz", StringComparison.Ordinal);
        using Stream text = isPacked ? new PackedStream(new GzipContent(content), error => new InvalidDataException($"a file that is damaged ({error.Message.TrimEnd('.')})", error)) : content;
        byte[] start = new byte[LookedAt];
        int read = text.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read == 0) throw new InvalidDataException("an empty file");
        if (start.AsSpan(0, read).TrimStart(" \t\r\n"u8).StartsWith("<"u8)) throw new InvalidDataException("a web page instead of data");
        // To the end, so that its checksum is looked at.
        byte[] buffer = new byte[1 << 16];
        while (isPacked && text.Read(buffer) > 0)
        {
        }
    }

    private static string Md5Of(string file)
    {
        using FileStream content = File.OpenRead(file);
#pragma warning disable CA5351 // It is what the publisher gives: enough against a damaged copy.
        return Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }
}
