using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public unsafe class NearestPoolTests
{
    // Distances of few values, so that there are ties; nodes are distinct, as marks see to in a search.
    private static ulong[] Keys(int count, ulong seed)
    {
        var rng = new Rng(seed);
        int[] nodes = [.. Enumerable.Range(0, count)];
        rng.Shuffle<int>(nodes);
        return Array.ConvertAll(nodes, node => DistanceKey.Pack(rng.NextInt(count / 3 + 1) - 5, node));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    [InlineData(NearestPool.MaxEf)]
    public void Insert_NothingFollowed_KeepsTheLowestInOrder(int ef)
    {
        foreach (int count in (int[])[ef / 2, ef, 3 * ef])
        {
            ulong[] keys = Keys(count, seed: 1), room = new ulong[ef], kept = new ulong[Math.Min(ef, count)];
            fixed (ulong* start = room)
            {
                var pool = new NearestPool(start, ef);
                foreach (ulong key in keys)
                {
                    if (key < pool.Limit) pool.Insert(key);
                }
                Assert.Equal(kept.Length, pool.Count);
                pool.CopyTo(kept);
            }
            Assert.Equal(keys.Order().Take(ef), kept);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(300)]
    public void Insert_WhileOthersAreFollowed_FollowsEachOnceAndTheNearestFirst(int ef)
    {
        ulong[] keys = Keys(4 * ef, seed: 2), room = new ulong[ef];
        var rng = new Rng(3);
        var followed = new List<int>();
        // The same with a plain list.
        var plain = new List<ulong>();
        fixed (ulong* start = room)
        {
            var pool = new NearestPool(start, ef);
            foreach (ulong key in keys)
            {
                bool comesIn = key < pool.Limit;
                if (comesIn)
                {
                    pool.Insert(key);
                    plain.Add(key);
                    plain.Sort();
                    if (plain.Count > ef) plain.RemoveAt(ef);
                }
                if (rng.NextInt(3) > 0) continue;
                float? nearest = plain.Where(other => !followed.Contains(DistanceKey.Node(other))).Select(other => (float?)DistanceKey.Distance(other)).FirstOrDefault();
                Assert.Equal(nearest is not null, pool.TryFollow(out int node));
                if (nearest is null) continue;
                // Among equal distances any; what drops out of a full pool may be any of them too, so distances are compared.
                Assert.Equal(nearest, DistanceKey.Distance(keys.Single(other => DistanceKey.Node(other) == node)));
                Assert.DoesNotContain(node, followed);
                followed.Add(node);
            }
            ulong[] kept = new ulong[pool.Count];
            pool.CopyTo(kept);
            Assert.Equal(plain.Select(DistanceKey.Distance), kept.Select(DistanceKey.Distance));
            Assert.Equal(kept.Order(), kept);
        }
    }
}
