/// Missing cells of a table, filled by a GAN: GAIN (Yoon, Jordon and van der Schaar, ICML 2018,
/// arXiv 1806.02920).
///
/// The generator sees a row with holes and proposes every cell; the discriminator has to tell, cell
/// by cell, which ones were measured and which were proposed, with a hint that gives most of the
/// answer away. Where they agree with the row's other cells, it cannot.
///
/// Start with [dev.limn.model.gain.Gain], which fills a [dev.limn.model.gain.Table].
/// [dev.limn.model.gain.TableFile] reads and writes comma-separated values,
/// [dev.limn.model.gain.TableScale] turns a table into numbers of 0 to 1 and back,
/// [dev.limn.model.gain.GainLearner] is a training step.
package dev.limn.model.gain;
