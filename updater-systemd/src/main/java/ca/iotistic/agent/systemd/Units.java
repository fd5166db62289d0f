package ca.iotistic.agent.systemd;

import java.nio.file.Path;

final class Units {
  private Units() {}

  static String switcher(String a, Path b, Path c) {
    return a + b + c;
  }
}
