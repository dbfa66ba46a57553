/// One-stage text to image with text-fused residual blocks (DF-GAN: Tao et al., "DF-GAN: A Simple
/// and Effective Baseline for Text-to-Image Synthesis", CVPR 2022, arXiv 2008.05865), at 64×64,
/// 128×128 and 256×256.
///
/// [dev.limn.model.dfgan.DfGanGenerator] grows the picture from noise; noise and sentence steer
/// every block through affine maps of its channels. There is one adversary,
/// [dev.limn.model.dfgan.DfGanDiscriminator], with one output for the pair of picture and sentence,
/// kept smooth around real pictures with their own text. [dev.limn.model.dfgan.DfGanLearner] is the
/// training step. Stored models draw through `FrozenGenerator`, which gives the same pictures
/// faster, because its weights do not change. Start with [dev.limn.model.dfgan.DfGanConfig], which
/// states every number and every addition.
package dev.limn.model.dfgan;
