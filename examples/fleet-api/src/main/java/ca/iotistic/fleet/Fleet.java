package ca.iotistic.fleet;

import ca.iotistic.fleet.access.Tokens;
import ca.iotistic.fleet.device.AccessLists;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.http.HttpServer;
import ca.iotistic.fleet.http.Routes;
import ca.iotistic.fleet.mqtt.Gateway;
import ca.iotistic.fleet.mqtt.Publisher;
import ca.iotistic.fleet.rollout.Controller;
import ca.iotistic.fleet.statistics.Metrics;
import ca.iotistic.fleet.status.Ingestion;
import ca.iotistic.fleet.status.Retention;
import ca.iotistic.fleet.store.Database;
import ca.iotistic.fleet.update.Commands;
import ca.iotistic.fleet.update.Deadlines;
import ca.iotistic.fleet.update.Retained;
import java.io.IOException;
import java.util.Optional;

/** Makes the parts of the service and ties them together. */
final class Fleet implements AutoCloseable {
  private final Settings settings;
  private final Database database;
  private final Optional<String> madeToken;
  private final Gateway gateway;
  private final Publisher publisher;
  private final Housekeeper housekeeper;
  private final HttpServer http;

  private Fleet(Settings settings, Database database) throws IOException {
    this.settings = settings;
    this.database = database;
    Devices devices = new Devices(settings.topics());
    AccessLists accessLists = new AccessLists(settings.topics());
    Commands commands = new Commands(settings.topics(), settings.updateTimeout());
    Metrics metrics = new Metrics(database);
    madeToken =
        database.inTransaction(
            db -> {
              accessLists.admitService(db);
              return Tokens.admin(db, settings.adminToken());
            });
    Ingestion ingestion =
        new Ingestion(
            database, devices, settings.topics(), settings.updateTimeout(), metrics::heard);
    gateway = new Gateway(settings.broker(), settings.topics(), database, ingestion);
    publisher = new Publisher(database, gateway, metrics::published);
    metrics.brokerUp(gateway::up);
    housekeeper =
        new Housekeeper(
            database,
            new Deadlines(devices, new Retained(settings.topics())),
            new Retention(settings.keepMessages()),
            new Controller(database, devices, commands),
            publisher::poke);
    http =
        HttpServer.start(
            settings.httpHost(),
            settings.httpPort(),
            new Routes(devices, accessLists, commands),
            new HttpServer.Surroundings(
                database, gateway::up, publisher::poke, metrics::scrape, metrics::answered));
  }

  /** Returns when it answers calls; the broker may come later. */
  static Fleet start(Settings settings) throws IOException, InterruptedException {
    Database database = Database.open(settings.database(), settings.dataDirectory());
    try {
      Fleet fleet = new Fleet(settings, database);
      fleet.gateway.start();
      fleet.publisher.start();
      fleet.housekeeper.start();
      return fleet;
    } catch (IOException | RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  String url() {
    return "http://" + settings.httpHost() + ":" + http.port();
  }

  /** The secret of the administrator, if it was made at this start. */
  Optional<String> madeToken() {
    return madeToken;
  }

  @Override
  public void close() {
    http.close();
    housekeeper.close();
    publisher.close();
    gateway.close();
    database.close();
  }
}
