package ca.iotistic.agent.command;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands that somebody on the device lays into a directory, a file each, whose name ends in
 * {@code .json}. They are taken in the order of their names, and a file goes when its command is
 * durable; so a crash in between delivers it again.
 *
 * <p>The writer renames the file into place and begins the name with the time. This source never
 * says that it is listening: that is about hearing the cloud.
 */
public final class InboxSource implements CommandSource {
  private static final Logger LOG = LoggerFactory.getLogger(InboxSource.class);

  /** One byte more than a command may have, so that the parser sees that it is too large. */
  private static final int MOST_BYTES = 16 * 1024 + 1;

  private final Path inbox;
  private final Seam seam;
  private final boolean watched;

  /** Held while a file is handed over, so that nothing is handed over after stop has returned. */
  private final Object handing = new Object();

  private boolean stopped;
  private volatile Optional<DirectoryWatch> watch = Optional.empty();
  private String complaint = "";

  public InboxSource(Path inbox, Seam seam) {
    this(inbox, seam, true);
  }

  /**
   * As new.
   *
   * @param watched whether the system is to say at once that something has come; it has few watches
   *     to give, so a process with hundreds of agents looks once a second
   */
  public InboxSource(Path inbox, Seam seam, boolean watched) {
    this.inbox = inbox;
    this.seam = seam;
    this.watched = watched;
  }

  @Override
  public void start(Sink sink) {
    DirectoryWatch opened = new DirectoryWatch(inbox, watched);
    watch = Optional.of(opened);
    Thread thread = new Thread(() -> run(sink, opened), "iotistic-inbox");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void stop() {
    synchronized (handing) {
      stopped = true;
    }
    watch.ifPresent(DirectoryWatch::close);
  }

  private void run(Sink sink, DirectoryWatch opened) {
    try {
      do {
        takeAll(sink);
      } while (opened.pause());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeAll(Sink sink) {
    for (Path file : files()) {
      synchronized (handing) {
        if (stopped || !take(file, sink)) {
          return;
        }
      }
    }
  }

  /** False: not now, and what comes later waits its turn. */
  private boolean take(Path file, Sink sink) {
    try {
      sink.accept(new Delivery(read(file), false, false));
    } catch (NoSuchFileException withdrawn) {
      return true;
    } catch (IOException later) {
      complain("the request " + file.getFileName() + " is not taken yet: " + later.getMessage());
      return false;
    } catch (RuntimeException broken) {
      // Dropped below: kept, it would come back every second for ever.
      LOG.error("the request {} could not be handled and is dropped", file.getFileName(), broken);
    }
    return delete(file);
  }

  private boolean delete(Path file) {
    try {
      new AtomicFile(file, seam).delete();
      complaint = "";
      return true;
    } catch (IOException kept) {
      complain("cannot delete the request " + file + ": " + kept.getMessage());
      return false;
    }
  }

  /** Once, and not every second for as long as it lasts. */
  private void complain(String about) {
    if (!about.equals(complaint)) {
      complaint = about;
      LOG.warn("{}", about);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(MOST_BYTES);
    }
  }

  private Iterable<Path> files() {
    TreeSet<Path> found = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(inbox, "[!.]*.json")) {
      for (Path file : all) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          found.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      LOG.debug("cannot look into the inbox {}", inbox, unreadable);
      return List.of();
    }
    return found;
  }
}
