/// A whole training, from a folder of captioned pictures to a model that can be drawn with.
///
/// [dev.limn.run.TrainingRun] is what `limn train` does: pack the data, train the text encoder,
/// train the family, write previews, logs, checkpoints and the model. [dev.limn.run.RunConfig] is
/// its `config.yaml`.
package dev.limn.run;
