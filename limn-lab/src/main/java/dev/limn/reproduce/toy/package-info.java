/// The experiments that can be watched: GANs of points on a line and in the plane.
///
/// [dev.limn.reproduce.toy.Toy1d] learns N(5, 1) from uniform noise; [dev.limn.reproduce.toy.Toy2d]
/// loses modes and finds them again; [dev.limn.reproduce.toy.Watchdogs] provokes the two classical
/// failures and cures them; [dev.limn.reproduce.toy.Density] sets a kernel density estimate beside
/// a GAN. To add one, see [dev.limn.reproduce].
package dev.limn.reproduce.toy;
