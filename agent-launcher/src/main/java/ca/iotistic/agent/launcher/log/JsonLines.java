package ca.iotistic.agent.launcher.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogRecord;

/** One JSON object a line: time, level, logger, message, and the stack trace as {@code error}. */
final class JsonLines extends Lines {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String format(LogRecord record) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("time", time(record));
    members.put("level", level(record));
    members.put("logger", String.valueOf(record.getLoggerName()));
    members.put("message", formatMessage(record));
    if (record.getThrown() != null) {
      members.put("error", stack(record.getThrown()));
    }
    try {
      return JSON.writeValueAsString(members) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
