using System.Text.RegularExpressions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Contract.Tests;

public partial class LogTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<LoggingEventArgs> _events = [];

    public LogTests() => _ml.Log += (_, message) => _events.Add(message);

    private IHost Host(string name) => ((IHostEnvironment)_ml).Register(name);

    [Fact]
    public void AChannelReportsItsHostNameAndKind()
    {
        using (IChannel channel = Host("ConvNet").Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "epoch 1");
            channel.Warning(MessageSensitivity.None, "slow");
            channel.Error(MessageSensitivity.None, "broken");
            channel.Trace(MessageSensitivity.None, "detail");
        }
        Assert.All(_events, message => Assert.Equal("ConvNet; Training", message.Source));
        Assert.Equal(
            [
                (ChannelMessageKind.Trace, "Channel started"),
                (ChannelMessageKind.Info, "epoch 1"),
                (ChannelMessageKind.Warning, "slow"),
                (ChannelMessageKind.Error, "broken"),
                (ChannelMessageKind.Trace, "detail"),
                (ChannelMessageKind.Trace, "Channel finished. Elapsed hh:mm:ss."),
                (ChannelMessageKind.Trace, "Channel disposed"),
            ],
            _events.Select(message => (message.Kind, Elapsed().Replace(message.RawMessage, "Elapsed hh:mm:ss."))));
    }

    [GeneratedRegex(@"Elapsed 00:00:0\d\.\d+\.")]
    private static partial Regex Elapsed();

    [Fact]
    public void TheMessageCarriesSourceAndKind()
    {
        using (IChannel channel = Host("ConvNet").Start("Training"))
            channel.Info(MessageSensitivity.None, "epoch 1");
        LoggingEventArgs message = Assert.Single(_events, message => message.Kind == ChannelMessageKind.Info);
        Assert.Equal("[Source=ConvNet; Training, Kind=Info] epoch 1", message.Message);
        Assert.Equal("epoch 1", message.RawMessage);
    }

    [Fact]
    public void MessagesAreFormattedWithTheirArguments()
    {
        using (IChannel channel = Host("ConvNet").Start("Training"))
            channel.Info(MessageSensitivity.None, "epoch {0} of {1}", 3, 10);
        Assert.Single(_events, message => message.RawMessage == "epoch 3 of 10");
    }

    [Fact]
    public void MessagesWithoutArgumentsMayContainBraces()
    {
        using (IChannel channel = Host("ConvNet").Start("Training"))
            channel.Info(MessageSensitivity.None, "{not a format}");
        Assert.Single(_events, message => message.RawMessage == "{not a format}");
    }

    [Fact]
    public void AChannelNamesItsOwnHostOnly()
    {
        using (IChannel channel = Host("Outer").Register("Inner").Start("Work"))
            channel.Info(MessageSensitivity.None, "x");
        Assert.Equal("Inner; Work", Assert.Single(_events, message => message.RawMessage == "x").Source);
    }

    [Fact]
    public void ProgressIsNotLogged()
    {
        using (IProgressChannel progress = Host("ConvNet").StartProgressChannel("Epochs"))
        {
            progress.SetHeader(new ProgressHeader(["Loss"], ["epochs"]), entry => entry.SetProgress(0, 1, 10));
            progress.Checkpoint(0.5, 1);
        }
        Assert.Empty(_events);
    }

    [Fact]
    public void EventsGoToTheirOwnContextOnly()
    {
        using (IChannel channel = ((IHostEnvironment)new MLContext()).Register("Other").Start("Work"))
            channel.Info(MessageSensitivity.None, "elsewhere");
        Assert.Empty(_events);
    }

    [Fact]
    public void SendersAndHandlersMayBeSeveral()
    {
        int others = 0;
        object? sender = null;
        _ml.Log += (from, _) => (others, sender) = (others + 1, from);
        using (IChannel channel = Host("ConvNet").Start("Training"))
            channel.Info(MessageSensitivity.None, "x");
        Assert.Equal(_events.Count, others);
        Assert.NotNull(sender);
    }
}
