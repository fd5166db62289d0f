package ca.iotistic.agent.launcher.config;

import ca.iotistic.agent.launcher.config.Chosen.Rank;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Collects what was written, and every mistake in it. */
final class Reader {
  private static final String SECURITY =
      "this version does not check signatures of commands, and starting as if it did would be worse"
          + " than not starting; take the section out.";

  final Map<String, Chosen> chosen = new TreeMap<>();
  final List<String> mistakes = new ArrayList<>();

  /** Whether the file could be made out, so that what is missing is known to be missing. */
  boolean understood = true;

  Reader() {
    for (Key key : Keys.ALL) {
      key.preset()
          .ifPresent(
              value -> chosen.put(key.path(), new Chosen(value, Rank.PRESET, "the default")));
    }
  }

  /**
   * @param mayBeAbsent whether it is the usual file and not one that somebody named
   */
  void file(Path file, boolean mayBeAbsent) {
    try {
      YamlFile.read(file.toString(), Files.readString(file)).forEach(e -> take(e, Rank.FILE));
    } catch (NoSuchFileException absent) {
      if (!mayBeAbsent) {
        mistakes.add(file + ": there is no such file.");
      }
    } catch (CharacterCodingException binary) {
      mistakes.add(file + ": this is not text in UTF-8.");
      understood = false;
    } catch (FileSystemException unreadable) {
      mistakes.add(file + ": it cannot be read (" + reason(unreadable) + ").");
      understood = false;
    } catch (IOException broken) {
      mistakes.add(String.valueOf(broken.getMessage()));
      understood = false;
    }
  }

  void environment(Map<String, String> environment) {
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (name.startsWith(Keys.PREFIX) && !Keys.NOT_OURS.contains(name)) {
                variable(name, text.strip());
              }
            });
  }

  private void variable(String name, String text) {
    Optional<Key> key = Optional.ofNullable(Keys.BY_ENVIRONMENT.get(name));
    if (key.isEmpty()) {
      Optional<String> near =
          Nearest.to(name.substring(Keys.PREFIX.length()), Keys.BY_PATH.keySet())
              .flatMap(Keys::find)
              .map(Key::environmentName);
      mistakes.add(name + ": there is no such setting" + meant(near));
      return;
    }
    Value value = text.isEmpty() ? new Value.Nothing() : YamlFile.list(text);
    take(new Entry(key.get().path(), value, name), Rank.ENVIRONMENT);
  }

  private void take(Entry entry, Rank rank) {
    Optional<Key> key = Keys.find(entry.path());
    if (key.isEmpty()) {
      mistakes.add(entry.where() + ": " + unknown(entry.path()));
    } else if (!(entry.value() instanceof Value.Nothing)) {
      Optional<String> value = key.get().type().read(entry.value());
      if (value.isPresent()) {
        chosen.put(entry.path(), new Chosen(value.get(), rank, entry.where()));
      } else {
        mistakes.add(wrong(entry, key.get()));
      }
    }
  }

  private static String wrong(Entry entry, Key key) {
    String shown = key.secret() ? "not right" : entry.value().show();
    return entry.where()
        + ": "
        + key.path()
        + " is "
        + shown
        + "; it must be "
        + key.type().allowed()
        + ".";
  }

  private static String unknown(String path) {
    if (path.equals("security") || path.startsWith("security.")) {
      return SECURITY;
    }
    if (path.equals("plugin") || path.startsWith("plugin.")) {
      return path
          + " is no key; those of a plug-in are like plugin.folders.root, with small letters.";
    }
    if (Keys.isSection(path)) {
      return path + " is a section; it has the keys " + members(path) + ".";
    }
    String known = "there is no key " + path;
    Optional<String> near = Nearest.to(path, Keys.NAMES);
    String section = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
    return near.isPresent() || !Keys.isSection(section)
        ? known + meant(near)
        : known + "; " + section + " has the keys " + members(section) + ".";
  }

  private static String members(String section) {
    return Keys.ALL.stream()
        .map(Key::path)
        .filter(path -> path.startsWith(section + "."))
        .map(path -> path.substring(section.length() + 1))
        .collect(Collectors.joining(", "));
  }

  private static String meant(Optional<String> near) {
    return near.map(name -> "; did you mean " + name + "?").orElse(".");
  }

  static String reason(FileSystemException failed) {
    return failed instanceof AccessDeniedException
        ? "no permission"
        : Optional.ofNullable(failed.getReason()).orElse("input error");
  }
}
