package ca.iotistic.agent.docker.registry;

import static ca.iotistic.agent.docker.registry.FakeRegistry.TAGS;
import static ca.iotistic.agent.docker.registry.FakeRegistry.json;
import static ca.iotistic.agent.docker.registry.FakeRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryTagsTest extends RegistryScene {

  @Test
  void readsAllPages() throws Exception {
    registry.on(
        TAGS,
        text(200, json("1.0.0", "1.0.1"), "Link", "<" + TAGS + "?n=2&last=1.0.1>; rel=\"next\""),
        text(200, json("1.0.2"), "Link", "<?n=2&last=1.0.2>; rel=next"),
        text(200, "{\"manifest\":{\"sha256:a\":{\"tag\":[\"x\"]}},\"tags\":null}"));
    assertThat(listed()).containsExactly("1.0.0", "1.0.1", "1.0.2");
    assertThat(registry.asked())
        .containsExactly(TAGS + "?n=1000", TAGS + "?n=2&last=1.0.1", TAGS + "?n=2&last=1.0.2");
  }

  @Test
  void theNextPageIsOnTheSameHostOrNowhere() throws Exception {
    try (FakeRegistry other = FakeRegistry.plain()) {
      other.on("/", FakeRegistry.tags("9.9.9"));
      registry.on(
          TAGS, text(200, json("1"), "Link", "<http://" + other.host() + "/>; rel=\"next\""));
      fails(Reason.REGISTRY_UNAVAILABLE, "another host");
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void aListWithoutAnEndIsNoList() {
    registry.on(TAGS, text(200, json("1"), "Link", "<" + TAGS + "?n=1>; rel=\"next\""));
    fails(Reason.REGISTRY_UNAVAILABLE, "not the last page");
    assertThat(registry.asked()).hasSize(100);
  }

  @Test
  void whatPassesIsTriedAgainAfterAsLongAsItIsAskedFor() throws Exception {
    registry.on(TAGS, text(429, "", "Retry-After", "7"), text(503, ""), FakeRegistry.tags("1.0.6"));
    Duration before = time.uptime();
    assertThat(listed()).containsExactly("1.0.6");
    assertThat(time.uptime().minus(before)).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void anEndIsMadeOfTryingAgain() {
    registry.on(TAGS, text(503, ""));
    fails(Reason.REGISTRY_UNAVAILABLE, "answers 503");
    assertThat(registry.asked()).hasSize(3);
    registry.on("/v2/library/late/tags/list", text(429, "", "Retry-After", "86400"));
    fails(
        Repository.of(registry.host() + "/library/late"),
        Reason.REGISTRY_UNAVAILABLE,
        "answers 429");
    assertThat(registry.asked()).hasSize(4);
  }

  @Test
  void anAnswerThatBreaksOffIsAskedForAgain() throws Exception {
    registry.on(
        TAGS,
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write("{\"tags\":[\"9.9.9\"".getBytes(StandardCharsets.UTF_8));
        },
        FakeRegistry.tags("1.0.6"));
    assertThat(listed()).containsExactly("1.0.6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "<html>", "{\"tags\":[\"1.0.0\"", "{\"tags\":[\"1.0.0\",{}]}"})
  void whatIsNoListIsRefused(String body) {
    registry.on(TAGS, text(200, body));
    fails(Reason.REGISTRY_UNAVAILABLE, "no tags");
  }

  @Test
  void anEndlessAnswerIsNotReadToItsEnd() {
    registry.on(
        TAGS,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] much = new byte[1 << 16];
          for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(much);
          }
        });
    fails(Reason.REGISTRY_UNAVAILABLE, "more than 4 MiB");
    assertThat(registry.asked()).hasSize(1);
  }

  @Test
  void aMissingRepositoryIsNotFound() {
    registry.on(TAGS, text(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}"));
    fails(Reason.NOT_FOUND, "docker.image");
  }

  @Test
  void nobodyThereIsUnavailable() {
    Repository repository = registry.repository();
    registry.close();
    fails(repository, Reason.REGISTRY_UNAVAILABLE, "does not answer");
    fails(Repository.of("a_b:80/agent"), Reason.REGISTRY_UNAVAILABLE, "no address");
  }

  @Test
  void redirectsAreFollowedToAnEnd() throws Exception {
    registry.on(TAGS, text(307, "", "Location", "/elsewhere"));
    registry.on("/elsewhere", FakeRegistry.tags("1.0.6"));
    assertThat(listed()).containsExactly("1.0.6");
    registry.on("/v2/round/tags/list", text(302, "", "Location", "/v2/round/tags/list"));
    fails(
        Repository.of(registry.host() + "/round"),
        Reason.REGISTRY_UNAVAILABLE,
        "redirects more than 5 times");
    registry.on("/v2/file/tags/list", text(302, "", "Location", "file:///etc/passwd"));
    fails(Repository.of(registry.host() + "/file"), Reason.REGISTRY_UNAVAILABLE, "refused");
  }

  @Test
  void aRedirectIsNoWayAroundTls() {
    registry.on(TAGS, text(302, "", "Location", "http://registry.example/"));
    fails(Reason.REGISTRY_UNAVAILABLE, "docker.registry.plain_http");
  }

  @Test
  void theMirrorIsAskedFirstAndTheRegistryIfItDoesNotAnswer() throws Exception {
    try (FakeRegistry mirror = FakeRegistry.plain()) {
      settings.put("docker.registry.mirror", "http://" + mirror.host() + "/cache/");
      mirror.on("/cache" + TAGS, FakeRegistry.tags("1.0.6"), text(404, ""));
      registry.on(TAGS, FakeRegistry.tags("1.0.7"));
      assertThat(listed()).containsExactly("1.0.6");
      assertThat(registry.asked()).isEmpty();
      assertThat(listed()).containsExactly("1.0.7");
    }
  }

  @Test
  void theProxyIsAskedUnlessTheHostIsNearAndTellsTheTime() throws Exception {
    settings.put("network.proxy", "http://me:pw@" + registry.host());
    settings.put("docker.registry.plain_http", "true");
    List<String> shown = new java.util.concurrent.CopyOnWriteArrayList<>();
    registry.on(
        "/v2/far/agent/tags/list",
        exchange -> {
          shown.add(FakeRegistry.header(exchange, "Proxy-Authorization"));
          FakeRegistry.tags("1.0.6").to(exchange);
        });
    assertThat(listed(Repository.of("registry.example/far/agent"))).containsExactly("1.0.6");
    assertThat(registry.asked())
        .containsExactly("http://registry.example/v2/far/agent/tags/list?n=1000");
    assertThat(shown).containsExactly("Basic bWU6cHc=");
    // Not of this machine's clock, as far as anybody can tell from the name.
    assertThat(confirmed).hasSize(1);
    assertThat(confirmed.get(0)).isAfter(Instant.parse("2020-01-01T00:00:00Z"));

    registry.on(TAGS, FakeRegistry.tags("1.0.7"));
    assertThat(listed()).containsExactly("1.0.7");
    assertThat(registry.asked()).last().isEqualTo(TAGS + "?n=1000");
    assertThat(confirmed).hasSize(1);
  }

  @Test
  void theVariablesOfTheEnvironmentNameAProxyToo() throws Exception {
    variables.put("http_proxy", registry.host());
    variables.put("NO_PROXY", "registry.example");
    settings.put("docker.registry.plain_http", "true");
    registry.on("/v2/library/", FakeRegistry.tags("1.0.6"));
    assertThat(listed(Repository.of("agent"))).containsExactly("1.0.6");
    assertThat(registry.asked())
        .containsExactly("http://registry-1.docker.io/v2/library/agent/tags/list?n=1000");
    variables.put("http_proxy", "https://" + registry.host());
    fails(Reason.REGISTRY_UNAVAILABLE, "HTTP_PROXY");
  }
}
