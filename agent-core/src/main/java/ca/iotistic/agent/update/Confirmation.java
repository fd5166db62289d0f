package ca.iotistic.agent.update;

import ca.iotistic.agent.io.AtomicFile;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The new version's word that it hears the next command: {@code confirmed}. Written again and again
 * while that holds; an old word, of an earlier window or of another identity, counts for nothing.
 */
final class Confirmation {
  private final AtomicFile file;
  private long beat = ThreadLocalRandom.current().nextInt();

  Confirmation(AtomicFile file) {
    this.file = file;
  }

  /**
   * One word.
   *
   * @param nonce of the window that it was said in
   * @param beat differs from the one before, so that it can be seen that it is said again
   */
  record Word(String id, String nonce, String identity, long beat, Optional<String> warning) {}

  synchronized void write(String id, String nonce, String identity, Optional<String> warning)
      throws IOException {
    beat++;
    ObjectNode tree = Json.object();
    tree.put("format", EntryCodec.FORMAT);
    tree.put("id", id);
    tree.put("nonce", nonce);
    tree.put("identity", identity);
    tree.put("beat", beat);
    Json.put(tree, "warning", warning);
    file.write(Json.line(tree));
  }

  /** Empty if there is none, or none that can be read. */
  Optional<Word> read() {
    try {
      Optional<byte[]> bytes = file.read();
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      ObjectNode tree = Json.parse(bytes.get());
      return Optional.of(
          new Word(
              Json.text(tree, "id"),
              Json.text(tree, "nonce"),
              Json.text(tree, "identity"),
              tree.path("beat").asLong(),
              Json.optional(tree, "warning")));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  void delete() throws IOException {
    file.delete();
  }
}
