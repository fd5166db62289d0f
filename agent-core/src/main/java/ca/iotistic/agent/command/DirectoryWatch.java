package ca.iotistic.agent.command;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes somebody who looks into a directory when something comes into it. A system has few watches
 * to give, and some file systems none that work, so a second is the longest pause in any case.
 */
final class DirectoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Optional<WatchService> service;

  DirectoryWatch(Path directory, boolean watched) {
    service = watched ? register(directory) : Optional.empty();
  }

  /** Returns after a second or as soon as something has come; false once it is closed. */
  boolean pause() throws InterruptedException {
    if (service.isEmpty()) {
      return !closed.await(1, TimeUnit.SECONDS);
    }
    try {
      WatchKey changed = service.get().poll(1, TimeUnit.SECONDS);
      if (changed != null) {
        changed.pollEvents();
        changed.reset();
      }
      return closed.getCount() > 0;
    } catch (ClosedWatchServiceException end) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    service.ifPresent(DirectoryWatch::close);
  }

  private static Optional<WatchService> register(Path directory) {
    try {
      WatchService made = directory.getFileSystem().newWatchService();
      try {
        directory.register(made, StandardWatchEventKinds.ENTRY_CREATE);
        return Optional.of(made);
      } catch (IOException unwatchable) {
        close(made);
        throw unwatchable;
      }
    } catch (IOException none) {
      LOG.debug("{} is looked into once a second", directory, none);
      return Optional.empty();
    }
  }

  private static void close(WatchService service) {
    try {
      service.close();
    } catch (IOException leaked) {
      LOG.debug("cannot close a watch", leaked);
    }
  }
}
