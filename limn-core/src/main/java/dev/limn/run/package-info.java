/// A whole training, from a folder of data to a model that can be used.
///
/// [dev.limn.run.TrainingRun] is what `limn train` does: check, pack the data, train, write
/// previews, logs, checkpoints and the model. [dev.limn.run.RunConfig] is its `config.yaml`, made
/// by [dev.limn.run.RunConfigs] from what was said and what was not. What is done follows from the
/// kind of the family: there is a `Course` each for models of pictures, for rows, for text encoders
/// and for what belongs beside a model. [dev.limn.run.Ablation] trains the four systems of Reed et
/// al. 2016 and lays their drawings side by side. [dev.limn.run.EvaluationPlan] says what is
/// measured during a training.
///
/// A new family needs nothing here: it says what it needs, and is found by its name. A new kind of
/// family is a `Course`.
package dev.limn.run;
