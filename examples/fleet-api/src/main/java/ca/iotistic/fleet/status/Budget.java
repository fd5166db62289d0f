package ca.iotistic.fleet.status;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much one device may say: thousands at once after a time offline, but not without end. For one
 * thread.
 */
final class Budget {
  private static final int MOST_DEVICES = 50_000;

  private final int burst;
  private final Duration refill;
  private final Map<String, Account> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
          return size() > MOST_DEVICES;
        }
      };

  private record Account(double left, long nanos) {}

  /**
   * As new.
   *
   * @param refill how long it takes to get one more
   */
  Budget(int burst, Duration refill) {
    this.burst = burst;
    this.refill = refill;
  }

  /** Takes one; false if nothing is left. */
  boolean take(String device, long nanos) {
    Account account = accounts.getOrDefault(device, new Account(burst, nanos));
    double earned = (double) (nanos - account.nanos()) / refill.toNanos();
    double left = Math.min(burst, account.left() + earned);
    boolean granted = left >= 1;
    accounts.put(device, new Account(granted ? left - 1 : left, nanos));
    return granted;
  }
}
