package ca.iotistic.agent.io;

/**
 * Told before and after every act that leaves a trace outside this process: a durable write, a call
 * to the platform, a status handed out. Production has {@link #NONE}; crash tests plug in here.
 */
public interface Seam {
  Seam NONE = new Seam() {};

  default void before(String act) {}

  default void after(String act) {}
}
