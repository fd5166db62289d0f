package ca.iotistic.agent.systemd.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksumsTest {
  private static final URI FROM = URI.create("https://h/v1/SHA256SUMS");
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private static Checksums parse(String text) throws UpdateException {
    return Checksums.parse(FROM, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatSha256sumWrites() throws Exception {
    Checksums sums = parse(A + "  agent\n" + B + " *agent.sig\n" + A + "  agent\n");
    assertThat(sums.digest("agent")).isEqualTo("sha256:" + A);
    assertThat(sums.digest("agent.sig")).isEqualTo("sha256:" + B);
    assertThat(parse(A + "  agent").digest("agent")).isEqualTo("sha256:" + A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "<html>log in here</html>",
        "A  agent\n",
        "aaaa  agent\n",
        "%s agent\n",
        "%s\tagent\n",
        "%s   agent\n",
        "%s  a/agent\n",
        "%s  an agent\n",
        "%s  agent\n\n%s  other\n",
        "%s  agent\r\n",
        "\\%s  agent\n",
        "# made by hand\n%s  agent\n",
        "%s  agént\n"
      })
  void anythingElseSpoilsTheFile(String text) {
    assertThatThrownBy(() -> parse(text.replace("%s", A)))
        .isInstanceOfSatisfying(
            UpdateException.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.REGISTRY_UNAVAILABLE))
        .hasMessageContainingAll(FROM.toString(), "no list of checksums", "sha256sum");
  }

  @Test
  void capitalsAreNoDigest() {
    assertThatThrownBy(() -> parse("A".repeat(64) + "  agent\n")).hasMessageContaining("line 1");
  }

  @Test
  void twoChecksumsOfOneFileAreNone() {
    assertThatThrownBy(() -> parse(A + "  agent\n" + B + "  agent\n"))
        .isInstanceOfSatisfying(
            UpdateException.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.DIGEST_MISMATCH))
        .hasMessageContaining("two different checksums of agent");
  }
}
