/// The engine: tensors on libtorch, with an owner for every native byte.
///
/// Start with [dev.limn.torch.Scope], which frees what is made inside it, then
/// [dev.limn.torch.Tensor] and [dev.limn.torch.Tensors]. An operation that is missing is one more
/// method there, made by `Native.tensor`, with its golden test. This module alone names
/// `org.bytedeco`; no public signature shows it.
package dev.limn.torch;
