/// One training step, for every family.
///
/// A step is a list of [dev.limn.train.step.Phase] values: each is a network, its optimiser, its
/// learning rate and a function that adds gradients up. [dev.limn.train.step.PhasedStep] takes them
/// in turn, and is the only place that zeroes gradients, divides a batch into micro-batches, checks
/// that losses and gradients are finite, clips, updates, averages weights, and goes on in smaller
/// pieces when memory runs out. A learner says what its losses are, and nothing else.
///
/// ```java
/// var drawings = Drawings.ofPictures(generator, this::draw);
/// var step =
///     new PhasedStep<>(
///         parts,
///         micro,
///         StepInputs::part,
///         Optional.of(drawings),
///         List.of(
///             Phase.of("d", discriminator, dAdam, dRate, this::accumulateDiscriminatorGradients),
///             Phase.of("g", generator, gAdam, gRate, this::accumulateGeneratorGradients)
///                 .withAverage(ema, batch)));
/// StepReport report = step.run(figures, this::next);
/// ```
///
/// What else a phase can be:
/// - k steps of the discriminator for one of the generator: `withRepeats(k)`, each on new inputs.
/// - A lazy regulariser with an update of its own: a phase with `every(16)`. One that adds to the
///   loss's gradients: `if (pass.every(16))` in the function.
/// - Several networks with one optimiser, as CycleGAN's two generators: one
///   [dev.limn.torch.nn.Network] of a block that has both as children.
/// - Gradient accumulation: the micro-batch.
package dev.limn.train.step;
