/// Augmentation of pictures inside the training of a generator: the discriminator sees real and
/// drawn pictures through the same random changes, and the generator's gradient passes through
/// them, so that a discriminator with few pictures cannot learn them by heart and the generator
/// does not learn to draw the changes.
///
/// [dev.limn.model.augment.DiffAugment] always changes every picture;
/// [dev.limn.model.augment.AdaptiveAugment] does so with a probability that
/// [dev.limn.model.augment.AugmentController] finds during the training. Colours stay as they are
/// unless asked: where captions name them, a changed colour makes a true pair a false one.
///
/// To add one: a function of pictures and an [dev.limn.torch.Rng] whose gradient with respect to
/// the pictures exists. Second derivatives are not needed; penalties look at the discriminator's
/// own input.
package dev.limn.model.augment;
