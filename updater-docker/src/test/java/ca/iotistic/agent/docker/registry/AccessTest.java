package ca.iotistic.agent.docker.registry;

import static ca.iotistic.agent.docker.registry.FakeRegistry.TAGS;
import static ca.iotistic.agent.docker.registry.FakeRegistry.guarded;
import static ca.iotistic.agent.docker.registry.FakeRegistry.json;
import static ca.iotistic.agent.docker.registry.FakeRegistry.tags;
import static ca.iotistic.agent.docker.registry.FakeRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest extends RegistryScene {
  private static final String TOKEN = "Bearer t0ken";

  private String bearer(String realm) {
    return "Bearer realm=\"" + realm + "\",service=\"fake\",scope=\"repository:group/agent:pull\"";
  }

  private String tokenServer() {
    return "http://" + registry.host() + "/token";
  }

  @Test
  void aGuestGetsATokenWhereGuestsAreLetIn() throws Exception {
    registry.on(TAGS, guarded(TOKEN, bearer(tokenServer()), tags("1.0.6")));
    registry.on("/token", text(200, "{\"access_token\":\"t0ken\"}"));
    assertThat(listed()).containsExactly("1.0.6");
    assertThat(registry.asked())
        .contains("/token?service=fake&scope=repository%3Agroup%2Fagent%3Apull");
    assertThat(registry.shown()).containsExactly("-", "-", TOKEN);
  }

  @Test
  void credentialsBuyATokenAndGoNowhereElse() throws Exception {
    logIn();
    registry.on(TAGS, guarded(TOKEN, bearer(tokenServer()), tags("1.0.6")));
    registry.on("/token", guarded(BASIC, "Basic", text(200, "{\"token\":\"t0ken\"}")));
    assertThat(listed()).containsExactly("1.0.6");
    assertThat(registry.shown()).containsExactly("-", BASIC, TOKEN);
  }

  @Test
  void aTokenThatEndsBetweenTwoPagesIsReplaced() throws Exception {
    String next = "<" + TAGS + "?n=1>; rel=\"next\"";
    registry.on(
        TAGS,
        guarded(TOKEN, bearer(tokenServer()), tags()),
        guarded(TOKEN, bearer(tokenServer()), text(200, json("1.0.6"), "Link", next)),
        guarded("Bearer second", bearer(tokenServer()), tags()),
        guarded("Bearer second", bearer(tokenServer()), tags("1.0.7")));
    registry.on("/token", text(200, "{\"token\":\"t0ken\"}"), text(200, "{\"token\":\"second\"}"));
    assertThat(listed()).containsExactly("1.0.6", "1.0.7");
  }

  @Test
  void anIdentityTokenIsChangedForOneOfTheRepository() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("config.json"),
            "{\"auths\":{\"" + registry.host() + "\":{\"identitytoken\":\"id+1\"}}}");
    settings.put("docker.registry.auth_file", file.toString());
    registry.on(TAGS, guarded(TOKEN, bearer(tokenServer()), tags("1.0.6")));
    registry.on("/token", text(200, "{\"access_token\":\"t0ken\"}"));
    assertThat(listed()).containsExactly("1.0.6");
    assertThat(registry.sent())
        .singleElement()
        .asString()
        .startsWith("grant_type=refresh_token&")
        .contains("refresh_token=id%2B1", "service=fake");
  }

  @Test
  void aNameAndAPasswordAreShownToWhomeverWantsThemSo() throws Exception {
    registry.on(TAGS, guarded(BASIC, "Basic realm=\"r\"", tags("1.0.6")));
    fails(Reason.REGISTRY_UNAUTHORIZED, "docker.registry.credentials_command");
    logIn();
    assertThat(listed()).containsExactly("1.0.6");
    Files.writeString(directory.resolve("password"), "wrong");
    fails(Reason.REGISTRY_UNAUTHORIZED, "answers 401");
  }

  @Test
  void whoIsNotLetInIsToldSo() throws Exception {
    registry.on(TAGS, text(403, ""), text(401, ""));
    fails(Reason.REGISTRY_UNAUTHORIZED, "answers 403");
    fails(Reason.REGISTRY_UNAUTHORIZED, "does not say");
    logIn();
    registry.on("/v2/strict/tags/list", guarded(TOKEN, bearer(tokenServer()), tags("1.0.6")));
    registry.on("/token", text(401, ""));
    fails(
        Repository.of(registry.host() + "/strict"),
        Reason.REGISTRY_UNAUTHORIZED,
        "does not know these credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://tokens.example/token",
        "",
        "file:///etc/passwd",
        "https://a:b@tokens.example/",
        "https://[",
      })
  void aTokenIsNotFetchedInTheClear(String realm) throws Exception {
    logIn();
    registry.on(TAGS, guarded(TOKEN, bearer(realm), tags("1.0.6")));
    fails(Reason.REGISTRY_UNAUTHORIZED, "no https address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nX-Evil: 1\"}", "secret"})
  void whatIsNoTokenIsNotShown(String body) {
    registry.on(TAGS, guarded(TOKEN, bearer(tokenServer()), tags("1.0.6")));
    registry.on("/token", text(200, body));
    fails(Reason.REGISTRY_UNAVAILABLE, "gives no token");
  }

  @Test
  void anotherHostGetsNoCredentialsWhateverItWants() throws Exception {
    logIn();
    try (FakeRegistry other = FakeRegistry.plain()) {
      other.on("/", guarded(BASIC, "Basic realm=\"r\"", tags("9.9.9")));
      registry.on(
          TAGS,
          guarded(
              BASIC,
              "Basic realm=\"r\"",
              text(302, "", "Location", "http://" + other.host() + "/")));
      fails(Reason.REGISTRY_UNAUTHORIZED, "answers 401");
      assertThat(registry.shown()).contains(BASIC);
      assertThat(other.shown()).containsOnly("-");
    }
  }

  @Test
  void theMirrorGetsItsOwnCredentialsOnly() throws Exception {
    logIn();
    try (FakeRegistry mirror = FakeRegistry.plain()) {
      settings.put("docker.registry.mirror", "http://" + mirror.host());
      mirror.on(TAGS, guarded("Basic bTptcA==", "Basic realm=\"m\"", tags("1.0.6")));
      registry.on(TAGS, guarded(BASIC, "Basic realm=\"r\"", tags("1.0.7")));
      assertThat(listed()).containsExactly("1.0.7");
      assertThat(mirror.shown()).containsExactly("-");
      Path file =
          Files.writeString(
              directory.resolve("config.json"),
              "{\"auths\":{\"" + mirror.host() + "\":{\"auth\":\"bTptcA==\"}}}");
      settings.put("docker.registry.auth_file", file.toString());
      assertThat(listed()).containsExactly("1.0.6");
    }
  }
}
