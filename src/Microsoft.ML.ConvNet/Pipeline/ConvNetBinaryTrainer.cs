using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Tasks;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

/// <summary>The <see cref="IEstimator{TTransformer}"/> for training a convolutional network that says yes or no of an image: is it a cat?</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [ConvNet](xref:Microsoft.ML.ConvNetCatalog.ConvNet*).
///
/// ### Input and Output Columns
/// The label column must be [Boolean](xref:Microsoft.ML.Data.BooleanDataViewType). The feature column holds images in any of the forms that
/// [ConvNetTrainer](xref:Microsoft.ML.ConvNet.ConvNetTrainer) takes.
///
/// This trainer outputs the following columns:
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `PredictedLabel` | [Boolean](xref:Microsoft.ML.Data.BooleanDataViewType) | Whether the score is above 0; false when the pixels are not finite. |
/// | `Score` | Single | The network's output: the logit of yes. |
/// | `Probability` | Single | The probability of yes: the sigmoid of the score. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | No: mean and deviation of each channel are taken from the training set and kept in the model |
/// | Is caching required? | No: the rows are read once and kept in memory, if they fit |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.ConvNet |
/// | Exportable to ONNX | No |
///
/// ### Training Algorithm Details
/// As [ConvNetTrainer](xref:Microsoft.ML.ConvNet.ConvNetTrainer), with one output and the binary cross-entropy on it, which makes the probabilities calibrated as far as the training
/// rows are like those that are scored. With the hinge loss (`Loss.Hinge`) they only order the rows.
/// ]]></format>
/// </remarks>
/// <seealso cref="ConvNetCatalog.ConvNet(BinaryClassificationCatalog.BinaryClassificationTrainers, string, string, string, ConvNetArchitecture, int, int, float, IDataView)"/>
/// <seealso cref="ConvNetCatalog.ConvNet(BinaryClassificationCatalog.BinaryClassificationTrainers, Options)"/>
/// <seealso cref="Options"/>
public sealed class ConvNetBinaryTrainer : ConvNetTrainerBase
{
    internal ConvNetBinaryTrainer(IHostEnvironment environment, Options options, ConvNetModelParameters? continued = null)
        : base(environment, options, continued)
    {
    }

    /// <summary>
    /// A trainer with the same options that goes on from a trained model, on whatever rows its Fit is then given; see <see cref="ConvNetTrainer.ContinueTraining"/>.
    /// </summary>
    /// <param name="model">The model; it stays as it is.</param>
    public ConvNetBinaryTrainer ContinueTraining(ConvNetTransformer model) => new(Host, (Options)OptionsFrom(model), model.Model);

    /// <summary><see cref="Options"/> for <see cref="ConvNetBinaryTrainer"/> as used in <see cref="ConvNetCatalog.ConvNet(BinaryClassificationCatalog.BinaryClassificationTrainers, Options)"/>.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Name of the output column with the probability of yes. Default <c>Probability</c>, which ML.NET's evaluation looks for.</summary>
        public string ProbabilityColumnName = DefaultProbabilityColumnName;

        internal override string ProbabilityColumn => ProbabilityColumnName;

        internal override LearningTask Task => LearningTask.Binary;
    }
}
