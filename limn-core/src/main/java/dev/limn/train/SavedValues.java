package dev.limn.train;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/// The values of a saved state, read with care.
record SavedValues(Map<String, String> map) {
  private String text(String name) {
    String value = map.get(name);
    if (value == null) {
      throw new TrainException("the saved state has no value '" + name + "'");
    }
    return value;
  }

  long number(String name) {
    try {
      long value = Long.parseLong(text(name));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new TrainException(
        String.format(
            Locale.ROOT,
            "value '%s' of the saved state is '%s'; expected a whole number of at least 0",
            name,
            text(name)));
  }

  double real(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "value '%s' of the saved state is '%s'; expected a number",
              name,
              text(name)),
          e);
    }
  }

  byte[] bytes(String name) {
    try {
      return Base64.getDecoder().decode(text(name));
    } catch (IllegalArgumentException e) {
      throw new TrainException("value '" + name + "' of the saved state is not Base64", e);
    }
  }
}
