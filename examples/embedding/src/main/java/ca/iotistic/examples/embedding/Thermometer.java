package ca.iotistic.examples.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** The temperature of this machine; of a room that is made up where it has no sensor. */
final class Thermometer {
  private static final Path KERNEL = Path.of("/sys/class/thermal/thermal_zone0/temp");

  private final DoubleSupplier sensor;

  private Thermometer(DoubleSupplier sensor) {
    this.sensor = sensor;
  }

  static Thermometer ofThisMachine() {
    return Files.isReadable(KERNEL)
        ? new Thermometer(() -> kernel() / 1000)
        : new Thermometer(() -> 21 + ThreadLocalRandom.current().nextGaussian() / 10);
  }

  double celsius() {
    return sensor.getAsDouble();
  }

  private static double kernel() {
    try {
      return Double.parseDouble(Files.readString(KERNEL).strip());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + KERNEL, unreadable);
    }
  }
}
