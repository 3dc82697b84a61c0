using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace OnnxRecs.Tests;

/// <summary>How properties are checked: a hundred cases, the same at every run; a failing one is shrunk and thrown.</summary>
public static class Properties
{
    private static readonly FsCheck.Config Fixed =
        FsCheck.Config.QuickThrowOnFailure.WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(2026, 77), FSharpOption<int>.None)));

    /// <summary>Throws unless <paramref name="holds"/> is true of each case.</summary>
    public static void Hold<T>(Gen<T> cases, Func<T, bool> holds) => Check.One(Fixed, Prop.ForAll(Arb.From(cases), holds));
}
