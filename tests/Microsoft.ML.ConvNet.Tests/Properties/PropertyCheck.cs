using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>Tries an assertion on drawn cases; one that fails is made smaller, and the message shows its geometry before and after.</summary>
internal static class PropertyCheck
{
    /// <param name="count">Cases to try; the same ones in every run.</param>
    public static void ForAll<T>(Gen<T> cases, Func<T, IEnumerable<T>> smaller, int count, Action<T> assertion)
    {
        var replay = new Replay(new Rnd(20240607, 1), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(FSharpOption<Replay>.Some(replay));
        Prop.ForAll(Arb.From(cases, smaller), assertion).Check(config);
    }
}
