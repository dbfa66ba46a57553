/// The engine: tensors on libtorch, with a memory story.
package dev.limn.torch;
