using FsCheck;
using FsCheck.Fluent;

namespace OnnxRecs.Tests.Support;

/// <summary>Runs a property on made-up inputs, the same ones every time.</summary>
internal static class Properties
{
    private const ulong Seed = 20260101;
    private const ulong Gamma = 1;

    public static void Hold<T>(Gen<T> inputs, Action<T> property) =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithReplay(Seed, Gamma), Prop.ForAll(inputs.ToArbitrary(), property));

    /// <summary>Throws unless <paramref name="holds"/> is true of each case.</summary>
    public static void Hold<T>(Gen<T> inputs, Func<T, bool> holds) =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithReplay(Seed, Gamma), Prop.ForAll(inputs.ToArbitrary(), holds));
}
