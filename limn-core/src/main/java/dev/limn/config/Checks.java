package dev.limn.config;

/// The checks of settings: the one place that says what is wrong with a value.
///
/// A config is a record that cannot be wrong. Its compact constructor checks every value, by
/// [#require] where the keys stand for themselves (`batch: 0; expected 1 to 4096`), or by the
/// methods of [#of] where several configs have the same keys (`batch of the joint embedding is 0;
/// expected 2 to 4096`).
public final class Checks {
  /// As much as any number of steps or pictures may be.
  public static final int MOST = 1_000_000_000;

  private final String owner;

  private Checks(String owner) {
    this.owner = owner;
  }

  /// @param holds whether the value is right
  /// @param key as in files and on the command line
  /// @param expected what would be right, in words
  /// @throws ConfigException naming all three
  public static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new ConfigException(key + ": " + value + "; expected " + expected);
    }
  }

  /// As [#require], in the words `r1 is -1.0; expected 0 or more`: for the settings of a part,
  /// whose keys people see with the part's name before them (`adversarial.r1`).
  ///
  /// @throws ConfigException naming key, value and what was expected
  public static void requireIs(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new ConfigException(key + " is " + value + "; expected " + expected);
    }
  }

  /// Checks that name whose the key is.
  ///
  /// @param owner whose settings they are, in words
  public static Checks of(String owner) {
    return new Checks(owner);
  }

  /// Any condition.
  ///
  /// @param holds whether the value is right
  /// @param key as in files and on the command line
  /// @param expected what would be right, in words
  /// @throws ConfigException naming all three, and whose the key is
  public void that(boolean holds, String key, Object value, String expected) {
    requireIs(holds, key + " of " + owner, value, expected);
  }

  /// Both bounds are allowed.
  public void within(String key, long value, long least, long most) {
    that(value >= least && value <= most, key, value, least + " to " + most);
  }

  /// A learning rate: above 0, below 1.
  public void rate(String key, double value) {
    that(value > 0 && value < 1, key, value, "between 0 and 1");
  }

  /// A share of something that is left out: 0 or more, below 1.
  public void share(String key, double value) {
    that(value >= 0 && value < 1, key, value, "in [0, 1)");
  }

  /// Above 0, below a million.
  public void positive(String key, double value) {
    that(value > 0 && value < 1e6, key, value, "above 0");
  }
}
