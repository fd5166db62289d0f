package ca.iotistic.agent.io;

import java.util.ServiceLoader;

/**
 * Told before and after every act that leaves a trace outside this process: a durable write, a call
 * to the platform, a status handed out. Production has {@link #NONE}; crash tests plug in here.
 */
public interface Seam {
  Seam NONE = new Seam() {};

  /** The one that a crash test has put on the class path of an agent; {@link #NONE} otherwise. */
  static Seam plugged() {
    return ServiceLoader.load(Seam.class).findFirst().orElse(NONE);
  }

  default void before(String act) {}

  default void after(String act) {}
}
