package ca.iotistic.agent.campaign;

import ca.iotistic.agent.update.Phase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * What holds at every instant: if the power were cut now, exactly one who is in charge would come
 * up; no two agents run; and nobody writes the journal but who owns it.
 */
final class Invariants {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SimWorld world;
  private final List<String> phases = new ArrayList<>();
  private long generation = -1;
  private String owner = "";
  private String phase = "";
  private String nonce = "";
  private long askedAt = -1;
  private long heardAt = -1;

  Invariants(SimWorld world) {
    this.world = world;
  }

  /** How often the journal was written, with the phase of each write. */
  List<String> phases() {
    return phases;
  }

  /**
   * Nobody would come up, because a person has removed the helper: a second mishap in these seconds
   * is one too many.
   */
  boolean exposed() {
    return !world.platform().off()
        && world.platform().containers().stream().noneMatch(Container::boots);
  }

  void check(Event event) {
    if (world.platform().off()) {
      return;
    }
    int running = 0;
    int booting = 0;
    for (Container container : world.platform().containers()) {
      if (container.agent()) {
        running += container.running() ? 1 : 0;
        booting += container.boots() ? 1 : 0;
      }
    }
    if (running > 1) {
      complain(event, "two agents run");
    }
    if (booting > 1) {
      complain(event, "two agents would come up");
    }
    if (exposed() && !world.helperIsBeingMadeAgain()) {
      complain(event, "nobody would come up");
    }
    if (!event.before() && event.act().equals("write journal.json")) {
      written(event);
    }
    if (!event.before() && event.act().equals("delete journal.json")) {
      forget();
      deleted(event);
    }
    if (!event.before() && event.act().equals("write confirmed")) {
      heardAt = world.scheduler().now();
    }
    if (event.who().equals("helper") && event.act().equals("append history.jsonl")) {
      complain(event, "the switcher writes history");
    }
  }

  /** The journal is not there any more, so the next write begins anew. */
  void forget() {
    generation = -1;
    owner = "";
  }

  private void deleted(Event event) {
    if (!Files.exists(world.root().resolve("history.jsonl"))) {
      complain(event, "the journal goes before there is history");
    }
    if (world.delivered().isEmpty()) {
      complain(event, "the journal goes before its end was told");
    }
  }

  /** A write that was made on top of one that its writer had not read shows in the generation. */
  private void written(Event event) {
    JsonNode journal;
    try {
      journal = JSON.readTree(Files.readAllBytes(world.journal()));
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    world.begun();
    long next = journal.path("generation").asLong(-1);
    if (generation >= 0 && next != generation + 1) {
      complain(event, "generation " + next + " after " + generation);
    }
    generation = next;
    owned(event, journal);
    phases.add(journal.path("phase").asText());
    heard(event, journal);
  }

  /** Whoever writes owns it, or takes back what was never picked up. */
  private void owned(Event event, JsonNode journal) {
    String writer = event.who().equals("helper") ? "SWITCHER" : "AGENT";
    boolean takenBack = writer.equals("AGENT") && Phase.PREPARED.name().equals(phase);
    if (!owner.isEmpty() && !owner.equals(writer) && !takenBack) {
      complain(event, writer + " writes what is the " + owner + "'s");
    }
    owner = journal.path("owner").asText();
    phase = journal.path("phase").asText();
  }

  /** A commit stands on a word that was given since it has been asked for. */
  private void heard(Event event, JsonNode journal) {
    Phase phase = Phase.valueOf(journal.path("phase").asText());
    if (phase == Phase.VERIFYING && !nonce.equals(journal.path("nonce").asText())) {
      nonce = journal.path("nonce").asText();
      askedAt = world.scheduler().now();
    }
    if (phase == Phase.COMMITTING && journal.path("confirm").asBoolean() && heardAt < askedAt) {
      complain(event, "committed, and nothing was heard of the new version");
    }
    boolean kept = phase == Phase.ENDED && !journal.path("failure").isObject();
    if (kept && journal.path("confirm").asBoolean() && heardAt < world.bootedAt()) {
      complain(event, "committed, and nothing was heard of the new version since the boot");
    }
  }

  private void complain(Event event, String what) {
    world.complain(what + " at " + event + " " + world.platform().containers());
  }
}
