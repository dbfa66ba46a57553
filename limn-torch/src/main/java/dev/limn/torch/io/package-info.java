/// Tensors in files, without executing anything that a file says.
///
/// [dev.limn.torch.io.Safetensors] reads and writes Limn's own format of weights and checkpoints: a
/// checked JSON header and plain bytes. [dev.limn.torch.io.PthReader] takes state dictionaries out
/// of PyTorch's `.pth` files through a short list of allowed pickle instructions. Files are treated
/// as hostile: every number is checked before it is used, and a refusal is a
/// [dev.limn.torch.TorchException] of kind `FILE` that names the file, the entry, the value and
/// what was expected. To read one more format, write one final class that ends in tensors of the
/// open scope, with its negative files as tests. [dev.limn.io.AtomicFile] puts any file in place
/// whole or not at all.
package dev.limn.torch.io;
