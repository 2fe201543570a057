using Microsoft.ML.ConvNet.Pipeline.Tasks;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

/// <summary>The <see cref="IEstimator{TTransformer}"/> for training a convolutional network that predicts a number, or several, from an image.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [ConvNet](xref:Microsoft.ML.ConvNetCatalog.ConvNet*).
///
/// ### Input and Output Columns
/// The label column must be Single, or a known-size vector of K = 2 or more Single. Rows with NaN in the label are skipped. The feature column holds images in any of the forms that
/// [ConvNetTrainer](xref:Microsoft.ML.ConvNet.ConvNetTrainer) takes.
///
/// This trainer outputs the following column:
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Score` | Single, or vector of K Single | The predicted number or numbers, in the units of the label; NaN when the pixels are not finite. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Regression |
/// | Is normalization required? | No: mean and deviation of each channel, and of each number of the labels, are taken from the training set and kept in the model |
/// | Is caching required? | No: the rows are read once and kept in memory, if they fit |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.ConvNet |
/// | Exportable to ONNX | No |
///
/// ### Training Algorithm Details
/// As [ConvNetTrainer](xref:Microsoft.ML.ConvNet.ConvNetTrainer), with K outputs and the mean squared error. The labels are standardised for it, each of the K numbers by its own mean and
/// deviation over the training rows, and scores are brought back to the labels' units: a learning rate suits whatever the units are, and of several numbers each counts alike. The
/// losses in the history and the callbacks are in squared standard deviations: 1 is that of predicting the mean, and 1 - loss is about R-squared.
/// ]]></format>
/// </remarks>
/// <seealso cref="ConvNetCatalog.ConvNet(RegressionCatalog.RegressionTrainers, string, string, string, ConvNetArchitecture, int, int, float, IDataView)"/>
/// <seealso cref="ConvNetCatalog.ConvNet(RegressionCatalog.RegressionTrainers, Options)"/>
/// <seealso cref="Options"/>
public sealed class ConvNetRegressionTrainer : ConvNetTrainerBase
{
    internal ConvNetRegressionTrainer(IHostEnvironment environment, Options options, ConvNetModelParameters? continued = null)
        : base(environment, options, continued)
    {
    }

    /// <summary>
    /// A trainer with the same options that goes on from a trained model, on whatever rows its Fit is then given; see <see cref="ConvNetTrainer.ContinueTraining"/>.
    /// </summary>
    /// <param name="model">The model; it stays as it is.</param>
    public ConvNetRegressionTrainer ContinueTraining(ConvNetTransformer model) => new(Host, (Options)OptionsFrom(model), model.Model);

    /// <summary><see cref="Options"/> for <see cref="ConvNetRegressionTrainer"/> as used in <see cref="ConvNetCatalog.ConvNet(RegressionCatalog.RegressionTrainers, Options)"/>.</summary>
    public sealed class Options : OptionsBase
    {
        internal override LearningTask Task => LearningTask.Regression;
    }
}
