using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OnnxRecs.Artifacts;

/// <summary>Named arrays in one file: columns of a prepared data set, vectors, lists, checkpoints.</summary>
/// <remarks>
/// Layout, little-endian: magic "ORBF", version (int32), count of blocks (int32); each block: length of the name (int32), UTF-8 name,
/// element type (int32), element count (int64), the elements; last the SHA-256 of all that stands before it. The file may be of any
/// size, a block's elements take less than 2 GiB. It is read whole and refused with an <see cref="InvalidDataException"/> unless checksum and structure hold.
/// </remarks>
public sealed class BlockFile
{
    private const int Version = 1;
    private const int ChecksumBytes = 32;
    private static readonly byte[] Magic = "ORBF"u8.ToArray();
    private readonly Dictionary<string, Array> _blocks = new(StringComparer.Ordinal);
    private readonly string _path;

    private BlockFile(string path) => _path = path;

    private enum ElementType
    {
        Float32 = 1,
        Int32 = 2,
        Int64 = 3,
        Byte = 4,
    }

    public IEnumerable<string> Names => _blocks.Keys;

    /// <summary>Writes the file beside and renames it. Elements are float, int, long or byte; strings go through <see cref="Text"/>.</summary>
    public static void Write(string path, params IEnumerable<(string Name, Array Values)> blocks)
    {
        (string Name, Array Values)[] all = [.. blocks];
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            void Put(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }
            void PutInt(long value, int bytes)
            {
                Span<byte> buffer = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
                Put(buffer[..bytes]);
            }

            Put(Magic);
            PutInt(Version, 4);
            PutInt(all.Length, 4);
            foreach ((string name, Array values) in all)
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(name);
                PutInt(utf8.Length, 4);
                Put(utf8);
                PutInt((int)TypeOf(values), 4);
                PutInt(values.LongLength, 8);
                Put(BytesOf(values));
            }
            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut short, or something else.</exception>
    public static BlockFile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream);
        var file = new BlockFile(path);
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic)) throw file.Damaged("it does not begin with ORBF");
        if (stream.Length < 12 + ChecksumBytes) throw file.Damaged("it is cut short");
        // Before anything else is believed; a file may be larger than an array can be.
        stream.Position = 0;
        byte[] checksum = HashOf(stream, stream.Length - ChecksumBytes);
        if (!reader.ReadBytes(ChecksumBytes).AsSpan().SequenceEqual(checksum)) throw file.Damaged("its checksum does not match");
        stream.Position = Magic.Length;
        int version = reader.ReadInt32();
        if (version != Version) throw file.Damaged($"its version is {version}, this program reads {Version}");

        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            string name = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32()));
            var type = (ElementType)reader.ReadInt32();
            int length = checked((int)reader.ReadInt64());
            Array values = type switch
            {
                ElementType.Float32 => new float[length],
                ElementType.Int32 => new int[length],
                ElementType.Int64 => new long[length],
                ElementType.Byte => new byte[length],
                _ => throw file.Damaged($"block '{name}' has unknown type {(int)type}"),
            };
            stream.ReadExactly(BytesOf(values));
            file._blocks.Add(name, values);
        }
        return file;
    }

    /// <summary>A block's array, not copied.</summary>
    public T[] Get<T>(string name) =>
        _blocks.GetValueOrDefault(name) as T[] ?? throw Damaged($"it has no block '{name}' of {typeof(T).Name}");

    /// <summary>A block written through <see cref="Text"/>.</summary>
    public string[] GetText(string name)
    {
        string text = Encoding.UTF8.GetString(Get<byte>(name));
        return text.Length == 0 ? [] : text.Split('\n')[..^1];
    }

    /// <summary>Lines as a block of bytes.</summary>
    /// <exception cref="ArgumentException">A line contains a line feed.</exception>
    public static byte[] Text(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (string line in lines)
        {
            if (line.Contains('\n')) throw new ArgumentException("A line contains a line feed.", nameof(lines));
            text.Append(line).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] HashOf(Stream stream, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        while (length > 0)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(length, buffer.Length));
            stream.ReadExactly(part);
            hash.AppendData(part);
            length -= part.Length;
        }
        return hash.GetHashAndReset();
    }

    private static ElementType TypeOf(Array values) => values switch
    {
        float[] => ElementType.Float32,
        int[] => ElementType.Int32,
        long[] => ElementType.Int64,
        byte[] => ElementType.Byte,
        _ => throw new ArgumentException($"No block can hold {values.GetType().Name}.", nameof(values)),
    };

    private static Span<byte> BytesOf(Array values) => values switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
        int[] ints => MemoryMarshal.AsBytes(ints.AsSpan()),
        long[] longs => MemoryMarshal.AsBytes(longs.AsSpan()),
        _ => (byte[])values,
    };

    private InvalidDataException Damaged(string why) => new($"{_path} is damaged or not one of our files: {why}. Delete it and run the stage again.");
}
