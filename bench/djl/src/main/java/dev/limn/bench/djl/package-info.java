/// The DCGAN training step of `dev.limn.bench` in DJL, another deep-learning library for Java, for
/// comparison.
package dev.limn.bench.djl;
