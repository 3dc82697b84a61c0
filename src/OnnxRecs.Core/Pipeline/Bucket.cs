using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OnnxRecs.Pipeline;

/// <summary>Divides users for experiments, the same way on every machine and after every training.</summary>
public static class Bucket
{
    /// <summary>A number in 0 .. 1 (excluded) that depends on both texts alone; over many users it is spread evenly, and independent between experiments.</summary>
    /// <remarks>The first 53 bits of the SHA-256 of the experiment's name, a zero byte and the user's id in UTF-8.</remarks>
    public static double Of(string experiment, string userId)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{experiment}\0{userId}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Whether somebody is in an experiment with a share of the users. Whoever is known by no id is not.</summary>
    public static bool IsIn(string experiment, double share, Query query) => query.UserId is { } id && Of(experiment, id) < share;
}
