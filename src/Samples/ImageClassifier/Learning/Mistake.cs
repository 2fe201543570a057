namespace ImageClassifier.Learning;

/// <summary>A picture that the model takes for another class.</summary>
/// <param name="ImagePath">The file.</param>
/// <param name="Truth">Its class.</param>
/// <param name="Guess">The class that the model gives it.</param>
/// <param name="Probability">How sure the model is of that, 0 to 1.</param>
internal sealed record Mistake(string ImagePath, string Truth, string Guess, float Probability);
