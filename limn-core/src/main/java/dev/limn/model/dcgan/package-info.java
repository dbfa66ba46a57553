/// Deep convolutional GANs (Radford, Metz and Chintala 2016): pictures from noise alone, or from
/// noise and the name of a class.
///
/// Start with [dev.limn.model.dcgan.DcganConfig]: besides the usual numbers it has the paper's four
/// rules as switches, so that each can be taken back and its effect be seen, both ways of enlarging
/// in the generator, and how a class is told to the networks. [dev.limn.model.dcgan.DcganGenerator]
/// and [dev.limn.model.dcgan.DcganDiscriminator] follow from it alone;
/// [dev.limn.model.dcgan.DcganLearner] is a training step. Losses and their helpers are
/// [dev.limn.loss.AdversarialOptions], as in every family; `wgan` and `conditional` are families of
/// the same networks with other defaults.
package dev.limn.model.dcgan;
