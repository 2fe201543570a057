using Microsoft.ML.ConvNet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageClassifier.Reporting;

/// <summary>A progress bar over the whole training with rate and remaining time, and a line for each epoch above it.</summary>
internal sealed class ProgressBarDisplay(IAnsiConsole console) : ITrainingDisplay
{
    private readonly RateColumn _rate = new();
    private ProgressTask? _task;

    public T Show<T>(Func<T> train) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), _rate)
        .Start(context =>
        {
            _task = context.AddTask("Reading the training pictures");
            _task.IsIndeterminate = true;
            return train();
        });

    public void OnProgress(ConvNetProgress progress)
    {
        if (_task is null) return;
        _task.IsIndeterminate = false;
        _task.MaxValue = (double)progress.RowCount * progress.EpochCount;
        _task.Value = (double)progress.RowCount * (progress.Epoch - 1) + progress.RowsDone;
        _task.Description = $"Epoch {progress.Epoch}/{progress.EpochCount}";
        _rate.Text = $"{TrainingText.Rate(progress.ImagesPerSecond)}, {TrainingText.Duration(progress.Remaining)} left";
    }

    public void OnMetrics(ConvNetMetrics metrics) => console.WriteLine(TrainingText.Of(metrics));

    private sealed class RateColumn : ProgressColumn
    {
        public string Text { get; set; } = "";

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Text);
    }
}
