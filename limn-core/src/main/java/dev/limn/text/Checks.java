package dev.limn.text;

/// Checks of the numbers of a training.
///
/// @param of whose numbers they are, in words
record Checks(String of) {
  static final int MOST = 1_000_000_000;

  void within(String key, long value, long least, long most) {
    require(value >= least && value <= most, key, value, least + " to " + most);
  }

  void rate(String key, double value) {
    require(value > 0 && value < 1, key, value, "between 0 and 1");
  }

  void share(String key, double value) {
    require(value >= 0 && value < 1, key, value, "in [0, 1)");
  }

  void positive(String key, double value) {
    require(value > 0 && value < 1e6, key, value, "above 0");
  }

  void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new TextException(key + " of " + of + " is " + value + "; expected " + expected);
    }
  }
}
