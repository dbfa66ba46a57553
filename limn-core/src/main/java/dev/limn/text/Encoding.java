package dev.limn.text;

import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;

/// Many captions through a tower: equal ones once, those of one length together, so that nothing is
/// computed on padding.
final class Encoding {
  /// Captions encoded at once.
  private static final int PIECE = 256;

  private Encoding() {}

  /// @return `[N, width]`, without a graph, in the open scope
  static Tensor encode(TextTower tower, Device device, List<String> captions) {
    if (captions.isEmpty()) {
      throw new TextException("no captions; expected at least one");
    }
    var byLength = new TreeMap<Integer, LinkedHashSet<String>>();
    for (String caption : captions) {
      byLength.computeIfAbsent(tower.steps(caption), _ -> new LinkedHashSet<>()).add(caption);
    }
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      var rows = HashMap.<String, Integer>newHashMap(captions.size());
      var pieces = new ArrayList<Tensor>();
      for (var alike : byLength.values()) {
        var list = List.copyOf(alike);
        for (int start = 0; start < list.size(); start += PIECE) {
          var piece = list.subList(start, Math.min(list.size(), start + PIECE));
          piece.forEach(caption -> rows.put(caption, rows.size()));
          pieces.add(Scope.of(() -> tower.forward(tower.input(piece).to(device)))); // [n, width]
        }
      }
      Tensor table = Tensors.cat(0, pieces); // [U, width], a row for each different caption
      long[] wanted = captions.stream().mapToLong(rows::get).toArray();
      Tensor index = Tensors.of(wanted, wanted.length).to(device);
      return scope.keep(table.indexSelect(0, index)); // [N, width]
    }
  }
}
