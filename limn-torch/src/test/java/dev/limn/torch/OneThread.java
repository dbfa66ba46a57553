package dev.limn.torch;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs a test class with one engine thread: goldens are made so, and small operations are faster.
@SuppressWarnings("exports") // tests share this module
public final class OneThread implements BeforeAllCallback, AfterAllCallback {
  private int before;

  /// Called by JUnit.
  public OneThread() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    before = Engine.threads();
    Engine.threads(1);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Engine.threads(before);
  }
}
