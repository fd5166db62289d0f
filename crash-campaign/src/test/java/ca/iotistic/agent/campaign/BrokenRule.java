package ca.iotistic.agent.campaign;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The rules that are broken on purpose, one at a time, to see whether the campaign notices. */
enum BrokenRule {
  VERIFYING_BOOTS_INTO_ACTIVATING(
      "Transition",
      "new Transition(VERIFYING, BOOTED, ACTIVATING)",
      "new Transition(VERIFYING, BOOTED, VERIFYING)"),
  COMMITTING_BOOTS_INTO_ACTIVATING(
      "Transition",
      "new Transition(COMMITTING, BOOTED, ACTIVATING)",
      "new Transition(COMMITTING, BOOTED, COMMITTING)"),
  WHO_HAS_BEEN_OVERTAKEN_WRITES_NOTHING(
      "Journal",
      "if (current.owner() != self || generation != known.position().generation()) {",
      "if (current.in(Phase.ENDED)) {"),
  WHAT_FAILS_IS_ROLLED_BACK(
      "Transition",
      "new Transition(VERIFYING, FAILED, ROLLING_BACK)",
      "new Transition(VERIFYING, FAILED, COMMITTING)"),
  BOOTS_ARE_LIMITED("Position", "static final int LIMIT = 3;", "static final int LIMIT = 99;"),
  THE_AGENT_LEAVES_WHAT_IT_GAVE_AWAY(
      "Reconciler",
      "} else if (entry.owner() == Owner.AGENT) {",
      "} else if (entry.id() != null) {"),
  WHAT_NOBODY_PICKS_UP_IS_TAKEN_BACK("HandOver", "return fence(given, late);", "return given;"),
  A_LATE_SWITCHER_LOSES_THE_JOURNAL_BEFORE_ITS_HELPER(
      "Journal", "if (!current.in(Phase.PREPARED)) {", "if (current.in(Phase.ENDED)) {"),
  A_REMOVED_HELPER_IS_MADE_AGAIN(
      "AgentHalf", "handOver.again(entry);", "LOG.debug(\"not made again\");"),
  NO_JOURNAL_IS_NOT_FINISHED("Lost", "return history.find(told.id()).isEmpty();", "return false;"),
  NOTHING_IS_TIDIED_WHILE_A_JOURNAL_IS_LOST(
      "Ending",
      "if (history.find(String.valueOf(update.getFileName())).isEmpty()) {",
      "if (false) {"),
  HISTORY_COMES_BEFORE_THE_JOURNAL_GOES(
      "Ending",
      "Optional<Outcome> recorded = history.find(entry.id());",
      "run.journal().delete(entry.id());"
          + " Optional<Outcome> recorded = history.find(entry.id());"),
  THE_END_IS_TOLD_BEFORE_THE_JOURNAL_GOES(
      "Ending",
      "run.telling().ended(outcome);",
      "run.journal().delete(entry.id()); run.telling().ended(outcome);"),
  AN_OLD_WORD_COUNTS_FOR_NOTHING("Hearsay", "&& word.nonce().equals(nonce)", ""),
  A_VERDICT_NEEDS_TWO_LOOKS(
      "Window", "SECOND_LOOK = Duration.ofSeconds(5)", "SECOND_LOOK = Duration.ZERO"),
  SILENCE_OF_THE_PLATFORM_IS_NO_VERDICT("Backoff", "if (!away) {", "if (failures > 0) {"),
  ROLLING_BACK_DOES_NOT_GIVE_UP(
      "SecondHalf", "entry.course().touched() || backoff.failures()", "backoff.failures()"),
  WHAT_ENDED_BEFORE_ITS_COMMIT_IS_STARTED(
      "SecondHalf", "if (now instanceof Health.Unhealthy) {", "if (now == null) {"),
  THE_OLD_ONE_LOSES_ITS_BOOT_POLICY_FIRST(BrokenStrategy.OLD_KEEPS_ITS_POLICY),
  THE_BOOT_POLICY_COMES_BACK(BrokenStrategy.POLICY_IS_NOT_GIVEN_BACK),
  THE_COMMIT_GIVES_THE_BOOT_POLICY(BrokenStrategy.COMMIT_GIVES_NO_POLICY),
  THE_ROLLED_BACK_ONE_LOSES_ITS_POLICY_FIRST(BrokenStrategy.ROLLED_BACK_ONE_KEEPS_ITS_POLICY),
  A_STOP_WITHOUT_AN_ANSWER_IS_FINISHED(BrokenStrategy.STOP_IS_NOT_FINISHED),
  A_CALL_WITHOUT_AN_ANSWER_IS_MADE_AGAIN(BrokenStrategy.SILENCE_IS_A_VERDICT),
  WHAT_FAILED_IS_REMOVED(BrokenStrategy.PARKED_ONE_IS_NOT_REMOVED),
  THE_OLD_ONE_IS_SEEN_RUNNING(BrokenStrategy.OLD_IS_NOT_SEEN_RUNNING);

  private final String source;
  private final String text;
  private final String instead;
  private final BrokenStrategy strategy;

  BrokenRule(String source, String text, String instead) {
    this.source = source;
    this.text = text;
    this.instead = instead;
    this.strategy = BrokenStrategy.NONE;
  }

  BrokenRule(BrokenStrategy strategy) {
    this.source = "";
    this.text = "";
    this.instead = "";
    this.strategy = strategy;
  }

  BrokenStrategy strategy() {
    return strategy;
  }

  String says() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /**
   * The production classes that are changed, by name; none if it is the strategy that breaks it.
   */
  Map<String, byte[]> compile() throws IOException {
    if (source.isEmpty()) {
      return new TreeMap<>();
    }
    String path = "ca/iotistic/agent/update/" + source + ".java";
    return new Mutation(path, text, instead).compile();
  }
}
