/// Networks: blocks that own their parameters by name, and [dev.limn.torch.nn.Network], which lays
/// all parameters of a block tree into one flat tensor.
///
/// A layer is a [dev.limn.torch.nn.Layer] with one input and one output; anything else extends
/// [dev.limn.torch.nn.Block] and names its own forward. Names of parameters are PyTorch's, so that
/// weights pass both ways. To add a layer: one final class here, one entry in the golden script,
/// one golden test.
package dev.limn.torch.nn;
