namespace Microsoft.ML.Contract.Tests;

public class ConfusionTableTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public string Class = "";
        public float First;
        public float Second;
        public float Third;
        [KeyType(3)] public uint PredictedLabel;
    }

    // A score column whose slots are named after the classes; each row's scores are a one-hot of the class it is taken for.
    private string Table(string[] classes, params (int Actual, int Predicted)[] rows)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows.Select(row => new Row
        {
            Class = classes[row.Actual],
            First = row.Predicted == 0 ? 1 : 0,
            Second = row.Predicted == 1 ? 1 : 0,
            Third = row.Predicted == 2 ? 1 : 0,
        }).ToArray());
        EstimatorChain<ITransformer> pipeline = new EstimatorChain<ITransformer>().Append<ITransformer>(_ml.Transforms.Conversion.MapValueToKey("Label", "Class"));
        foreach ((string name, string source) in classes.Zip(["First", "Second", "Third"]))
            pipeline = pipeline.Append<ITransformer>(_ml.Transforms.CopyColumns(name, source));
        IDataView mapped = pipeline.Append(_ml.Transforms.Concatenate("Score", classes)).Fit(data).Transform(data);
        return _ml.MulticlassClassification.Evaluate(mapped).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");
    }

    [Fact]
    public void ShortNamesStandInTheHeader()
    {
        string table = Table(["cat", "dog", "mouse"], (0, 0), (1, 1), (2, 0), (2, 2));
        Assert.Equal(
            """

            Confusion table
                      ||========================
            PREDICTED ||   cat |   dog | mouse | Recall
            TRUTH     ||========================
                  cat ||     1 |     0 |     0 | 1.0000
                  dog ||     0 |     1 |     0 | 1.0000
                mouse ||     1 |     0 |     1 | 0.5000
                      ||========================
            Precision ||0.5000 |1.0000 |1.0000 |

            """,
            table);
    }

    [Fact]
    public void LongNamesAreNumbered()
    {
        string table = Table(["a long name", "another one", "third"], (0, 0), (1, 1), (2, 0), (2, 2));
        Assert.Equal(
            """

            Confusion table
                           ||========================
            PREDICTED      ||     0 |     1 |     2 | Recall
            TRUTH          ||========================
            0. a long name ||     1 |     0 |     0 | 1.0000
            1. another one ||     0 |     1 |     0 | 1.0000
            2.       third ||     1 |     0 |     1 | 0.5000
                           ||========================
            Precision      ||0.5000 |1.0000 |1.0000 |

            """,
            table);
    }

    [Fact]
    public void TwoClassesHaveWiderColumns()
    {
        string table = Table(["negative", "yes"], (0, 0), (1, 1), (1, 0));
        Assert.Equal(
            """

            Confusion table
                      ||======================
            PREDICTED || negative |      yes | Recall
            TRUTH     ||======================
             negative ||        1 |        0 | 1.0000
                  yes ||        1 |        1 | 0.5000
                      ||======================
            Precision ||   0.5000 |   1.0000 |

            """,
            table);
    }

    [Fact]
    public void ThousandsAreSeparated()
    {
        string table = Table(["a", "b", "c"], [.. Enumerable.Repeat((0, 0), 1234), (1, 1), (2, 2)]);
        Assert.Equal(
            """

            Confusion table
                      ||========================
            PREDICTED ||     a |     b |     c | Recall
            TRUTH     ||========================
                    a || 1,234 |     0 |     0 | 1.0000
                    b ||     0 |     1 |     0 | 1.0000
                    c ||     0 |     0 |     1 | 1.0000
                      ||========================
            Precision ||1.0000 |1.0000 |1.0000 |

            """,
            table);
    }

    internal sealed class Unnamed
    {
        [KeyType(3)] public uint Label;
        [KeyType(3)] public uint PredictedLabel;
        [VectorType(3)] public float[] Score = [];
    }

    [Fact]
    public void ClassesWithoutNamesAreNumbered()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Unnamed { Label = 0, Score = [1, 0, 0] }, new Unnamed { Label = 2, Score = [0, 1, 0] }]);
        Assert.Equal(
            """

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     1 |     0 |     0 | 1.0000
                    1 ||     0 |     0 |     0 | 0.0000
                    2 ||     0 |     1 |     0 | 0.0000
                      ||========================
            Precision ||1.0000 |0.0000 |0.0000 |

            """,
            _ml.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n"));
    }
}
