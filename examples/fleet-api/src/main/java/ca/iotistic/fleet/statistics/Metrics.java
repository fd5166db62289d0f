package ca.iotistic.fleet.statistics;

import ca.iotistic.fleet.status.Verdict;
import ca.iotistic.fleet.store.Database;
import ca.iotistic.fleet.update.Outbox;
import ca.iotistic.fleet.update.UpdateState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Prometheus reads. What is counted is of this copy; what is measured, of the fleet. */
public final class Metrics {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Database database;
  private Map<String, Double> facts = Map.of();
  private long read;

  public Metrics(Database database) {
    this.database = database;
    for (String state : UpdateState.WIRE) {
      gauge("fleet_devices", "Devices by the state of their newest update.", "state", state);
    }
    gauge("fleet_devices_online", "Devices that say they are online.", "scope", "all");
    gauge("fleet_outbox", "Messages that the broker has yet to acknowledge.", "scope", "all");
    for (String end : UpdateState.WIRE.subList(4, 8)) {
      gauge("fleet_updates_ended_last_hour", "Updates that ended in the last hour.", "state", end);
    }
  }

  public void heard(Verdict verdict) {
    registry.counter("fleet_statuses", "verdict", verdict.wire()).increment();
  }

  public void published(boolean acknowledged) {
    registry
        .counter("fleet_published", "outcome", acknowledged ? "acknowledged" : "open")
        .increment();
  }

  public void answered(String method, String route, int status, Duration took) {
    registry
        .timer("fleet_http", "method", method, "route", route, "status", Integer.toString(status))
        .record(took);
  }

  public void brokerUp(BooleanSupplier up) {
    Gauge.builder("fleet_broker_up", () -> up.getAsBoolean() ? 1 : 0)
        .description("Whether this copy is connected to the broker.")
        .register(registry);
  }

  /** In the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }

  private void gauge(String name, String description, String tag, String value) {
    Gauge.builder(name, () -> facts().getOrDefault(name + value, 0.0))
        .description(description)
        .tag(tag, value)
        .register(registry);
  }

  /** Asked once for all gauges of a scrape. */
  private synchronized Map<String, Double> facts() {
    if (read == 0 || System.nanoTime() - read > FRESH.toNanos()) {
      try {
        facts = database.inTransaction(Metrics::read);
      } catch (RuntimeException away) {
        LOG.warn("no facts for the metrics: {}", away.getMessage());
      }
      // After the attempt, which may take long: the next gauge does not wait for another one.
      read = System.nanoTime();
    }
    return facts;
  }

  private static Map<String, Double> read(Handle db) {
    Map<String, Double> facts = new HashMap<>();
    counts(
        db,
        facts,
        "fleet_devices",
        """
        SELECT u.state AS key, count(*) AS n FROM devices d
        JOIN updates u ON u.device_uuid = d.uuid AND u.id = d.latest_update GROUP BY 1
        """);
    counts(
        db,
        facts,
        "fleet_updates_ended_last_hour",
        """
        SELECT state AS key, count(*) AS n FROM updates
        WHERE ended_at > now() - interval '1 hour' AND action <> 'cancel' GROUP BY 1
        """);
    counts(
        db,
        facts,
        "fleet_devices_online",
        "SELECT 'all' AS key, count(*) AS n FROM devices WHERE online");
    facts.put("fleet_outboxall", (double) Outbox.depth(db));
    return facts;
  }

  private static void counts(Handle db, Map<String, Double> facts, String name, String sql) {
    db.createQuery(sql)
        .map((row, context) -> Map.entry(row.getString("key"), row.getDouble("n")))
        .forEach(entry -> facts.put(name + entry.getKey(), entry.getValue()));
  }
}
