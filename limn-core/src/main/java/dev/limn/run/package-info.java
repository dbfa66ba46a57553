/// A whole training, from a folder of captioned pictures to a model that can be drawn with.
///
/// [dev.limn.run.TrainingRun] is what `limn train` does: pack the data, train the text encoder,
/// train the family, write previews, logs, checkpoints and the model. [dev.limn.run.RunConfig] is
/// its `config.yaml`, made by [dev.limn.run.RunConfigs] from what was said and what was not.
/// [dev.limn.run.Ablation] trains the four systems of Reed et al. 2016 and lays their drawings side
/// by side. [dev.limn.run.EvaluationPlan] says what is measured during a training. A new family
/// needs nothing here: it is found by its name.
package dev.limn.run;
