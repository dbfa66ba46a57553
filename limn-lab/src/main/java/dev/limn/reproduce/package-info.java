/// Experiments that show a known result of the literature: each trains something, draws its
/// pictures, measures, and says whether the claim holds.
///
/// Start with [dev.limn.reproduce.Experiment], the interface, and
/// [dev.limn.reproduce.Reproduction], which runs one and writes its report.
/// [dev.limn.reproduce.Report] is what an experiment fills: one model, rendered as HTML and as
/// Markdown. [dev.limn.plot.Plot], [dev.limn.plot.Bars], [dev.limn.plot.HeatMap] and
/// [dev.limn.reproduce.Animation] draw its pictures. [dev.limn.reproduce.ReproductionManifest] is
/// what a reproduction that can be resumed was begun with.
///
/// To add one: a class that implements `Experiment`, named in the `provides` line of
/// `module-info.java` and in `META-INF/services/dev.limn.reproduce.Experiment`. Networks are
/// trained through [dev.limn.reproduce.Context#train], so that logs, checkpoints and Ctrl-C come
/// with it. Its settings for `--quick` end in minutes on one core; those of `--full` are the
/// paper's; it says which of them it takes when neither is asked for
/// ([usuallyFull][dev.limn.reproduce.Experiment#usuallyFull()]). One that takes days names
/// [RESUME][dev.limn.reproduce.Experiment.Ability#RESUME] among its abilities and goes on with what
/// it finds in its folder; [dev.limn.reproduce.text.TextToImage] shows how.
package dev.limn.reproduce;
