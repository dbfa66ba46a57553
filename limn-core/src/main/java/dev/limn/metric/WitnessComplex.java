package dev.limn.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

/// The relaxed witness complex of landmarks (de Silva and Carlsson 2004), up to triangles, and the
/// holes that come and go as its scale grows.
///
/// A point is a witness of an edge or triangle at the scale by which the farthest corner is farther
/// from it than the nearest landmark that is no corner. An edge or triangle is there from the least
/// scale of any witness on, and not before its own edges; the landmarks are there from 0 on.
final class WitnessComplex {
  /// A hole.
  ///
  /// @param birth the scale that closes its rim
  /// @param death the scale that fills it; infinite when none below the limit does
  record Hole(double birth, double death) {}

  private record Cell(int key, double scale) {}

  private static final double ABSENT = Double.POSITIVE_INFINITY;

  private final int landmarks;
  private final double[] edges;
  private final double[] triangles;

  private WitnessComplex(int landmarks) {
    this.landmarks = landmarks;
    edges = new double[landmarks * landmarks];
    triangles = new double[edges.length * landmarks];
    Arrays.fill(edges, ABSENT);
    Arrays.fill(triangles, ABSENT);
  }

  /// Builds it.
  ///
  /// @param distances `[points][landmarks]`
  /// @param limit the largest scale
  static WitnessComplex of(double[][] distances, double limit) {
    var complex = new WitnessComplex(distances[0].length);
    var orders = new int[distances.length][];
    var sorted = new double[distances.length][];
    for (int i = 0; i < distances.length; i++) {
      orders[i] = order(distances[i]);
      double[] row = distances[i];
      sorted[i] = Arrays.stream(orders[i]).mapToDouble(landmark -> row[landmark]).toArray();
      complex.edges(sorted[i], orders[i], limit);
    }
    for (int i = 0; i < distances.length; i++) {
      complex.triangles(sorted[i], orders[i], limit);
    }
    return complex;
  }

  /// Landmarks by distance, by insertion: rows are short.
  private static int[] order(double[] row) {
    var order = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      int at = i;
      for (; at > 0 && row[order[at - 1]] > row[i]; at--) {
        order[at] = order[at - 1];
      }
      order[at] = i;
    }
    return order;
  }

  // ranks i < j < k; what is left out first is the nearest, the second or the third landmark

  private void edges(double[] row, int[] order, double limit) {
    for (int i = 0; i < row.length && row[i] - limit <= omitted(row, i, 1, 2); i++) {
      for (int j = i + 1; j < row.length; j++) {
        double left = omitted(row, i, j, 2);
        if (row[j] - limit > left) {
          break;
        }
        int key = key(order[i], order[j]);
        edges[key] = Math.min(edges[key], Math.max(0, row[j] - left));
      }
    }
  }

  private void triangles(double[] row, int[] order, double limit) {
    for (int i = 0; i < row.length && row[i] - limit <= omitted(row, i, 1, 2); i++) {
      for (int j = i + 1; j < row.length; j++) {
        if (row[j] - limit > omitted(row, i, j, 2)) {
          break;
        }
        double first = edges[key(order[i], order[j])];
        for (int k = j + 1; first < ABSENT && k < row.length; k++) {
          double left = omitted(row, i, j, k);
          if (row[k] - limit > left) {
            break;
          }
          double others = Math.max(edges[key(order[i], order[k])], edges[key(order[j], order[k])]);
          if (others < ABSENT) {
            int key = key(order[i], order[j], order[k]);
            double scale = Math.max(Math.max(first, others), row[k] - left);
            triangles[key] = Math.min(triangles[key], scale);
          }
        }
      }
    }
  }

  /// The distance of the nearest landmark that is none of these ranks; infinite when only farther
  /// ones are left out.
  private static double omitted(double[] row, int i, int j, int k) {
    return i > 0 ? row[0] : j > 1 ? row[1] : k > 2 ? row[2] : Double.POSITIVE_INFINITY;
  }

  private int key(int a, int b) {
    return Math.min(a, b) * landmarks + Math.max(a, b);
  }

  private int key(int a, int b, int c) {
    int least = Math.min(a, Math.min(b, c));
    int most = Math.max(a, Math.max(b, c));
    return (least * landmarks + (a + b + c - least - most)) * landmarks + most;
  }

  /// The holes, by the reduction of the boundary matrix over the field of two (Edelsbrunner et al.
  /// 2002); those that come and go at one scale are left out.
  List<Hole> holes() {
    var rims = sorted(edges);
    var rank = new int[edges.length];
    for (int i = 0; i < rims.size(); i++) {
      rank[rims.get(i).key()] = i;
    }
    var closing = closing(rims);
    var columns = new HashMap<Integer, BitSet>();
    var dead = new BitSet();
    var holes = new ArrayList<Hole>();
    int open = closing.cardinality();
    for (var triangle : sorted(triangles)) {
      if (open == 0) {
        break;
      }
      var column = boundary(triangle.key(), rank);
      while (!column.isEmpty()) {
        var other = columns.get(column.length() - 1);
        if (other == null) {
          break;
        }
        column.xor(other);
      }
      if (!column.isEmpty()) {
        int edge = column.length() - 1;
        columns.put(edge, column);
        dead.set(edge);
        open--;
        if (triangle.scale() > rims.get(edge).scale()) {
          holes.add(new Hole(rims.get(edge).scale(), triangle.scale()));
        }
      }
    }
    closing.andNot(dead);
    closing.stream()
        .forEach(edge -> holes.add(new Hole(rims.get(edge).scale(), Double.POSITIVE_INFINITY)));
    return List.copyOf(holes);
  }

  private static List<Cell> sorted(double[] scales) {
    return IntStream.range(0, scales.length)
        .filter(key -> scales[key] < ABSENT)
        .mapToObj(key -> new Cell(key, scales[key]))
        .sorted(Comparator.comparingDouble(Cell::scale).thenComparingInt(Cell::key))
        .toList();
  }

  /// Edges between what is already connected: each closes a hole's rim.
  private BitSet closing(List<Cell> rims) {
    var parent = IntStream.range(0, landmarks).toArray();
    var closing = new BitSet();
    for (int i = 0; i < rims.size(); i++) {
      int a = root(parent, rims.get(i).key() / landmarks);
      int b = root(parent, rims.get(i).key() % landmarks);
      if (a == b) {
        closing.set(i);
      } else {
        parent[a] = b;
      }
    }
    return closing;
  }

  private static int root(int[] parent, int of) {
    int at = of;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private BitSet boundary(int triangle, int[] rank) {
    int c = triangle % landmarks;
    int b = triangle / landmarks % landmarks;
    int a = triangle / landmarks / landmarks;
    var column = new BitSet();
    column.set(rank[key(a, b)]);
    column.set(rank[key(a, c)]);
    column.set(rank[key(b, c)]);
    return column;
  }
}
