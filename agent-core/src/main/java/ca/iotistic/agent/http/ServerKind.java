package ca.iotistic.agent.http;

import ca.iotistic.agent.spi.Environment;
import java.util.Optional;

/**
 * What differs between the servers that are asked.
 *
 * @param ca the setting that names a file with further authorities
 * @param plainHttp the setting that allows to go without TLS, where there is one; this machine is
 *     asked without it anyway
 * @param largest how many bytes a whole answer may have
 */
public record ServerKind(String ca, Optional<String> plainHttp, int largest) {
  /** Whether the owner has said that TLS is not needed. */
  public boolean open(Environment environment) {
    return plainHttp.filter(key -> environment.setting(key, "false").equals("true")).isPresent();
  }

  String onlyWithTls() {
    return plainHttp
        .map(
            key -> "; set " + key + " if whoever is on the way may decide what runs on this device")
        .orElse(", which only this machine itself is; give it an https address");
  }
}
