package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.status.StatusPublisher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Signatures only. */
public final class UpdateAgent implements Closeable {
  private UpdateAgent() {}

  public static Builder builder() {
    return new Builder();
  }

  public void start() {}

  @Override
  public void close() {}

  public LocalControl local() {
    return new LocalControl() {
      @Override
      public boolean alive() {
        return true;
      }

      @Override
      public List<Check> checks() {
        return List.of();
      }

      @Override
      public List<Backup> backups() {
        return List.of();
      }
    };
  }

  /** Signatures only. */
  public static final class Builder {
    private Builder() {}

    public Builder device(String uuid) {
      return this;
    }

    public Builder version(String running) {
      return this;
    }

    public Builder stateDirectory(Path directory) {
      return this;
    }

    public Builder settings(Map<String, String> flattened) {
      return this;
    }

    public Builder updater(Class<? extends UpdaterProvider> provider) {
      return this;
    }

    public Builder connection(CommandSource commands, StatusPublisher statuses) {
      return this;
    }

    public UpdateAgent build() throws IOException, UpdateException {
      return new UpdateAgent();
    }
  }
}
