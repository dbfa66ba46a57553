package dev.limn.model;

/// One of the trainings that follow each other in a run, with checkpoints, previews and a model of
/// its own.
///
/// @param name of its checkpoints and figures, such as `stage-1`; empty for the last, whose
///   checkpoints, figures and model are the run's
/// @param drawings the folder in the run for its previews, and for its model unless it is the last;
///   empty for the run itself
/// @param config of this one
/// @param share of the training's length; those of all stages sum to 1
public record Stage<C extends Record>(String name, String drawings, C config, double share) {}
