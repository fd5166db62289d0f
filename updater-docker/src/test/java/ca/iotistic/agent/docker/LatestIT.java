package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LatestIT {
  private static final Request LATEST = Request.of(Request.LATEST);

  @Test
  void isTheHighestStableVersionThatTheRegistryLists() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      for (String tag : List.of("1.0.9", "v1.0.10", "2.0.0-rc.1", "nightly")) {
        bed.push(tag);
      }
      bed.push("latest", "LABEL org.opencontainers.image.version=1.0.7");
      bed.run("1.0.5");
      Update laid = bed.prepare(bed.begin(Request.LATEST));
      assertThat(laid.release().version()).isEqualTo("1.0.10");
      bed.updater().activate(laid);
      assertThat(Fields.text(bed.inspect(bed.name), "Config", "Image"))
          .isEqualTo(bed.repository + ":v1.0.10");
      assertThat(bed.updater().installed().version()).isEqualTo("1.0.10");
      assertThat(advice(bed))
          .singleElement()
          .satisfies(check -> assertThat(check.cure()).isEmpty())
          .extracting(Check::what)
          .asString()
          .contains("the latest is 1.0.10");
    }
  }

  @Test
  void neverGoesDown() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.4");
      String id = bed.run("1.0.5");
      Release release = bed.updater().resolve(LATEST);
      assertThat(release.version()).isEqualTo("1.0.5");
      assertThat(Source.of(release).image()).contains(Fields.text(bed.inspect(id), "Image"));
    }
  }

  @Test
  void isTheTagOfThatNameWhereNoVersionIsListedOrNobodyLists() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("latest", "LABEL org.opencontainers.image.version=1.0.7");
      bed.run("1.0.5");
      assertThat(bed.updater().resolve(LATEST).version()).isEqualTo("1.0.7");
      assertThat(advice(bed)).singleElement().extracting(Check::cure).asString().isNotEmpty();
      docker("rmi", "-f", bed.repository + ":latest");

      String away = "127.0.0.1:" + Registry.freePort() + "/" + bed.name + "/agent";
      docker("tag", bed.build("1.0.8"), away + ":1.0.8");
      bed.settings.put("docker.image", away);
      assertThatThrownBy(() -> bed.updater().resolve(LATEST))
          .isInstanceOfSatisfying(
              UpdateException.class,
              failed -> assertThat(failed.reason()).isEqualTo(Reason.REGISTRY_UNAVAILABLE))
          .hasMessageContaining("does not answer");
      assertThat(advice(bed)).singleElement().extracting(Check::what).asString().contains(away);
      bed.build("other", "LABEL org.opencontainers.image.version=1.0.8");
      docker("tag", bed.repository + ":other", away + ":latest");
      assertThat(bed.updater().resolve(LATEST).version()).isEqualTo("1.0.8");
      docker("rmi", away + ":1.0.8", away + ":latest");
    }
  }

  @Test
  void theRegistrysReasonIsToldWhenTheEngineIsNotLetInEither() throws Exception {
    try (Registry registry = Registry.start(true);
        Bed bed = new Bed(registry)) {
      bed.build("1.0.5");
      bed.build("1.0.6");
      bed.run("1.0.5");
      Path login = Files.createDirectories(bed.state.resolve("login"));
      Files.writeString(
          login.resolve("config.json"), "{\"auths\":{\"" + registry.host() + "\":{}}}");
      docker(
          "--config",
          login.toString(),
          "login",
          "-u",
          Registry.USER,
          "-p",
          Registry.PASSWORD,
          registry.host());
      docker("--config", login.toString(), "push", "-q", bed.repository + ":1.0.6");
      docker("rmi", bed.repository + ":1.0.6");
      assertThatThrownBy(() -> bed.updater().resolve(LATEST))
          .isInstanceOfSatisfying(
              UpdateException.class,
              failed -> assertThat(failed.reason()).isEqualTo(Reason.REGISTRY_UNAUTHORIZED))
          .hasMessageContaining("does not list the tags");
      assertThat(advice(bed))
          .singleElement()
          .satisfies(check -> assertThat(check.refusal()).isEmpty())
          .extracting(Check::cure)
          .asString()
          .contains("docker.registry.username");
      bed.settings.put("docker.registry.auth_file", login.resolve("config.json").toString());
      assertThat(bed.updater().resolve(LATEST).version()).isEqualTo("1.0.6");
    }
  }

  private static List<Check> advice(Bed bed) {
    return new DockerProvider().advice(bed.environment(Seam.NONE));
  }
}
