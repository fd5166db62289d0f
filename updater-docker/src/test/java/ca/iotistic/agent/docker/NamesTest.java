package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamesTest {
  private static final Names NAMES =
      new Names("iotistic-agent", "u-1", Instant.parse("2025-11-09T12:00:00.999Z"));

  @Test
  void comeFromTheUpdateAndNotFromTheClock() {
    assertThat(NAMES.backup()).isEqualTo("iotistic-agent-backup-20251109-120000");
    assertThat(NAMES.temporary()).isEqualTo("iotistic-agent-update-u-1");
    assertThat(NAMES.switcher()).isEqualTo("iotistic-agent-switcher");
    assertThat(NAMES.rung(Rung.RESCUE)).isEqualTo("iotistic-agent-rescue-u-1");
  }

  @Test
  void knowABackupByItsName() {
    assertThat(Names.targetOfBackup(NAMES.backup())).contains("iotistic-agent");
    assertThat(Names.targetOfBackup("iotistic-agent")).isEmpty();
    assertThat(Names.targetOfBackup("iotistic-agent-backup-2025")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "iotistic/agent:1.0.5, iotistic/agent, 1.0.5, docker.io",
    "docker.io/iotistic/agent:1.0.5, iotistic/agent, 1.0.5, docker.io",
    "docker.io/library/agent, agent, '', docker.io",
    "host:5000/agent, host:5000/agent, '', host:5000",
    "host:5000/group/agent:v1, host:5000/group/agent, v1, host:5000",
    "localhost/agent, localhost/agent, '', localhost",
    "ghcr.io/iotistic/agent@sha256:abc, ghcr.io/iotistic/agent, '', ghcr.io"
  })
  void takeImageReferencesApart(String reference, String repository, String tag, String host) {
    ImageRef parsed = ImageRef.parse(reference).orElseThrow();
    assertThat(parsed.repository()).isEqualTo(repository);
    assertThat(parsed.tag().orElse("")).isEqualTo(tag);
    assertThat(parsed.host()).isEqualTo(host);
  }

  @Test
  void anImageIdNamesNoRepository() {
    assertThat(ImageRef.parse("sha256:" + "0".repeat(64))).isEmpty();
    assertThat(ImageRef.parse("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{version}, 1.0.5, 1.0.5",
    "v{version}-alpine, 1.0.5, v1.0.5-alpine",
    "{version}, 1.0.5-rc.1, 1.0.5-rc.1",
    "{version}, 1.0.5+build.7, 1.0.5_build.7"
  })
  void aTagTellsTheVersionAndBack(String pattern, String version, String tag) {
    VersionTag tags = new VersionTag(pattern);
    assertThat(tags.tag(version)).isEqualTo(tag);
    assertThat(tags.version(tag)).contains(version);
  }

  @Test
  void otherTagsTellNone() {
    assertThat(new VersionTag("{version}").version("latest")).isEmpty();
    assertThat(new VersionTag("v{version}-slim").version("1.0.5")).isEmpty();
    assertThat(new VersionTag("v{version}-slim").version("v-slim")).isEmpty();
    assertThat(VersionTag.semver("v1.2.3")).contains("1.2.3");
    assertThat(VersionTag.semver("22.04")).isEmpty();
    assertThatThrownBy(() -> new VersionTag("stable")).hasMessageContaining("docker.tag");
  }

  @Test
  void aMachineRunsWhatIsBuiltForOlderOnesOfItsKind() {
    Platform v7 = new Platform("linux", "arm", "v7");
    Platform v6 = new Platform("linux", "arm", "v6");
    assertThat(v7.runs(v6)).isTrue();
    assertThat(v6.runs(v7)).isFalse();
    assertThat(v7.runs(new Platform("linux", "arm64", "v8"))).isFalse();
    assertThat(new Platform("linux", "amd64", "").runs(new Platform("linux", "amd64", "")))
        .isTrue();
    assertThat(new Platform("linux", "amd64", "").runs(new Platform("windows", "amd64", "")))
        .isFalse();
  }
}
