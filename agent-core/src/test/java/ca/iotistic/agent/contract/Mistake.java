package ca.iotistic.agent.contract;

import static ca.iotistic.agent.contract.InMemoryPlatform.BACKUP;
import static ca.iotistic.agent.contract.InMemoryPlatform.TARGET;

import ca.iotistic.agent.contract.InMemoryPlatform.Unit;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What authors of strategies get wrong, each alone in a strategy that is right otherwise. */
enum Mistake {
  FORGETS_THE_BOOT_POLICY {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Duration commit(Update update) {
          return Duration.ZERO;
        }
      };
    }
  },
  PRUNES_THE_ONE_THAT_RUNS {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public List<String> tidy() throws UpdateException, InterruptedException {
          platform.remove(TARGET);
          return List.of();
        }
      };
    }
  },
  PRUNES_ITS_OWN_WAY_BACK {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void activate(Update update) throws UpdateException, InterruptedException {
          sane.activate(update);
          List<Backup> backups = sane.backups();
          if (backups.size() > 3) {
            platform.remove(BACKUP + update.id());
          }
        }
      };
    }
  },
  KEEPS_EVERY_BACKUP {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new InMemoryUpdater(sane.platform(), sane.seam(), sane.answers(), 1000);
    }
  },
  RESTARTS_WHAT_RUNS_ALREADY {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void activate(Update update) throws UpdateException, InterruptedException {
          platform.unit(TARGET).ifPresent(unit -> platform.put(TARGET, unit.stopped()));
          sane.activate(update);
        }
      };
    }
  },
  CANNOT_GO_ON_WHERE_IT_DIED {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void activate(Update update) throws UpdateException, InterruptedException {
          if (platform.unit(TARGET).isEmpty()) {
            throw new UpdateException(Reason.START_FAILED, "there is nothing to replace");
          }
          sane.activate(update);
        }
      };
    }
  },
  SAYS_HEALTHY_EARLY {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Health health(Update update) {
          return new Health.Healthy("run", update.prepared().identity());
        }
      };
    }
  },
  NAMES_NO_RUN {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Health health(Update update) throws UpdateException {
          return sane.health(update) instanceof Health.Healthy well
              ? new Health.Healthy("run", well.identity())
              : sane.health(update);
        }
      };
    }
  },
  KEEPS_ITS_STATE_IN_FIELDS {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        private Optional<Prepared> prepared = Optional.empty();

        @Override
        public Prepared prepare(Update update) throws UpdateException, InterruptedException {
          prepared = Optional.of(sane.prepare(update));
          return prepared.get();
        }

        @Override
        public void activate(Update update) throws UpdateException, InterruptedException {
          if (prepared.isPresent()) {
            sane.activate(update);
          }
        }
      };
    }
  },
  REMEMBERS_WHAT_RAN {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        private Optional<Installed> seen = Optional.empty();

        @Override
        public Installed installed() throws UpdateException {
          seen = Optional.of(seen.isPresent() ? seen.get() : sane.installed());
          return seen.get();
        }
      };
    }
  },
  LEAVES_SOMETHING_WHEN_IT_TURNS_BACK {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void rollBack(Update update) throws UpdateException, InterruptedException {
          boolean fetched = platform.has(update.release().digest());
          sane.rollBack(update);
          if (fetched) {
            platform.keep(update.release().digest());
          }
        }
      };
    }
  },
  CANNOT_TURN_BACK_BEFORE_IT_HAS_PREPARED {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void rollBack(Update update) throws UpdateException, InterruptedException {
          if (update.prepared().equals(Prepared.NOT_YET)) {
            throw new UpdateException(Reason.INTERNAL_ERROR, "nothing was prepared");
          }
          sane.rollBack(update);
        }
      };
    }
  },
  TURNS_BACK_WITHOUT_THE_BOOT_POLICY {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void rollBack(Update update) throws UpdateException, InterruptedException {
          boolean switched = platform.unit(BACKUP + update.id()).isPresent();
          sane.rollBack(update);
          if (switched) {
            platform.unit(TARGET).ifPresent(unit -> platform.put(TARGET, unit.booting(false)));
          }
        }
      };
    }
  },
  TOUCHES_WHAT_RUNS_WHEN_IT_PREPARES {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Prepared prepare(Update update) throws UpdateException, InterruptedException {
          platform
              .unit(TARGET)
              .ifPresent(unit -> platform.put(TARGET, unit.started(platform.nextRun())));
          return sane.prepare(update);
        }
      };
    }
  },
  PREPARES_SOMETHING_ELSE_EACH_TIME {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Prepared prepare(Update update) throws UpdateException, InterruptedException {
          String now = Integer.toString(platform.nextRun());
          return new Prepared(sane.prepare(update).identity(), Map.of("prepared at", now));
        }
      };
    }
  },
  REMOVES_THE_BACKUP_AT_THE_COMMIT {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Duration commit(Update update) throws UpdateException, InterruptedException {
          platform.remove(BACKUP + update.id());
          return sane.commit(update);
        }
      };
    }
  },
  FETCHES_WHATEVER_HAS_THE_NAME_BY_NOW {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Prepared prepare(Update update) throws UpdateException, InterruptedException {
          Release now = sane.resolve(Request.of(update.release().version()));
          return sane.prepare(
              new Update(
                  update.id(),
                  update.startedAt(),
                  update.previous(),
                  now,
                  update.prepared(),
                  update.directory(),
                  update.progress()));
        }
      };
    }
  },
  FINDS_WHAT_IS_NOT_THERE {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Release resolve(Request request) throws UpdateException {
          return platform.published(request.version()).isPresent()
              ? sane.resolve(request)
              : new Release(request.version(), "sha256:" + "0".repeat(64), 0, Map.of());
        }
      };
    }
  },
  IGNORES_INTERRUPTS {
    @Override
    Updater in(InMemoryUpdater sane) {
      Seam deaf =
          new Seam() {
            @Override
            public void before(String act) {
              sane.seam().before(act);
              Thread.interrupted();
            }
          };
      return new InMemoryUpdater(sane.platform(), deaf, sane.answers(), sane.kept());
    }
  },
  TAKES_NO_ANSWER_FOR_SUCCESS {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void rollBack(Update update) throws UpdateException, InterruptedException {
          if (sane.answers()) {
            sane.rollBack(update);
          }
        }
      };
    }
  },
  TAKES_A_FAILED_START_FOR_SUCCESS {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public void activate(Update update) throws InterruptedException {
          try {
            sane.activate(update);
          } catch (UpdateException ignored) {
            return;
          }
        }

        @Override
        public Health health(Update update) throws UpdateException {
          Health now = sane.health(update);
          boolean ended = now instanceof Health.Unhealthy;
          return ended && platform.unit(TARGET).map(Unit::run).equals(Optional.of(0))
              ? new Health.Starting("it is on its way")
              : now;
        }
      };
    }
  },
  HAS_NO_LAST_WORDS {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public List<String> logTail(Update update) {
          return List.of();
        }
      };
    }
  },
  LISTS_THE_OLDEST_BACKUP_FIRST {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public List<Backup> backups() throws UpdateException {
          List<Backup> turned = new ArrayList<>(sane.backups());
          Collections.reverse(turned);
          return turned;
        }
      };
    }
  },
  REFUSES_TO_GO_DOWN {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Prepared prepare(Update update) throws UpdateException, InterruptedException {
          Version from = new Version(update.previous().version());
          if (new Version(update.release().version()).below(from)) {
            throw new UpdateException(Reason.UNSUPPORTED_TARGET, "that would be a downgrade");
          }
          return sane.prepare(update);
        }
      };
    }
  },
  REFUSES_WHAT_IS_INSTALLED {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public Prepared prepare(Update update) throws UpdateException, InterruptedException {
          if (update.previous().identity().equals(update.release().digest())) {
            throw new UpdateException(Reason.ALREADY_CURRENT, "it is installed already");
          }
          return sane.prepare(update);
        }
      };
    }
  },
  PUTS_IN_ORDER_WHAT_IS_IN_ORDER {
    @Override
    Updater in(InMemoryUpdater sane) {
      return new Forwarding(sane) {
        @Override
        public List<String> tidy() throws UpdateException, InterruptedException {
          List<String> done = new ArrayList<>(sane.tidy());
          done.add("the boot policy was given back");
          return done;
        }
      };
    }
  };

  /** The strategy in memory with this mistake in it. */
  abstract Updater in(InMemoryUpdater sane);
}
