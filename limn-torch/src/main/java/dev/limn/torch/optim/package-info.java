/// Optimisers and moving averages on the flat tensors of a [dev.limn.torch.nn.Network].
///
/// Their state is plain tensors and numbers, so that a checkpoint is safetensors and JSON and
/// nothing else.
package dev.limn.torch.optim;
