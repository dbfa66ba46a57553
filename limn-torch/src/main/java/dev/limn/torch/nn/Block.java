package dev.limn.torch.nn;

import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A piece of a network: parameters, buffers and children, each with a name, and a forward
/// computation of its own.
///
/// It is a plain Java object; the tensors it registers live until its [Network] is closed, whatever
/// scope it was built in. The dotted path of names is the name in the state dictionary.
public abstract class Block {
  private final Map<String, Parameter> own = new LinkedHashMap<>();
  private final Map<String, Block> children = new LinkedHashMap<>();
  private boolean training = true;

  /// Starts empty; subclasses register their parts.
  protected Block() {}

  /// Registers a trainable tensor.
  protected final Parameter parameter(String name, Tensor value) {
    return register(name, new Parameter(value, true));
  }

  /// Registers a tensor that is saved but not trained, such as running statistics.
  protected final Parameter buffer(String name, Tensor value) {
    return register(name, new Parameter(value, false));
  }

  /// Registers a part.
  ///
  /// @return the part
  protected final <B extends Block> B child(String name, B child) {
    check(name);
    children.put(name, child);
    return child;
  }

  /// Registers a parameter that another block made and gives up.
  final Parameter adopt(String name, Parameter parameter) {
    return register(name, parameter);
  }

  private Parameter register(String name, Parameter parameter) {
    check(name);
    own.put(name, parameter);
    return parameter;
  }

  private void check(String name) {
    if (name.isEmpty()
        || name.contains(".")
        || own.containsKey(name)
        || children.containsKey(name)) {
      throw TorchException.argument(
          "name '"
              + name
              + "' in "
              + getClass().getSimpleName()
              + "; expected a new one without dots");
    }
  }

  /// All parameters and buffers of the tree by dotted name, in the order of registration.
  public final Map<String, Parameter> named() {
    var all = new LinkedHashMap<String, Parameter>();
    collect("", all);
    return all;
  }

  private void collect(String prefix, Map<String, Parameter> into) {
    own.forEach((name, parameter) -> into.put(prefix + name, parameter));
    children.forEach((name, child) -> child.collect(prefix + name + ".", into));
  }

  /// The direct parts by name.
  public final Map<String, Block> children() {
    return java.util.Collections.unmodifiableMap(children);
  }

  /// Switches the whole tree between training and evaluation (batch statistics, dropout).
  public final void training(boolean on) {
    training = on;
    children.values().forEach(child -> child.training(on));
  }

  public final boolean training() {
    return training;
  }

  /// Frees the tensors. Only for blocks that no [Network] owns.
  public final void release() {
    named().values().forEach(Parameter::release);
  }
}
