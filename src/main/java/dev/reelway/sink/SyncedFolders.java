package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes of folders that are on the disk when a method returns. Those who change a folder while it
 * is synced share the next sync.
 */
final class SyncedFolders {

  private final ConcurrentHashMap<Path, Syncs> inUse = new ConcurrentHashMap<>();

  /**
   * Gives a file another name in place of the file that may have it.
   *
   * @throws SinkUnavailable if it cannot be renamed
   */
  void rename(Path from, Path to) throws SinkUnavailable {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      sync(Objects.requireNonNull(to.getParent()));
    } catch (IOException failed) {
      throw SyncedFile.unwritable(failed);
    }
  }

  /**
   * Creates a folder and those above it, where they are missing.
   *
   * @throws SinkUnavailable if it cannot be created
   */
  void create(Path folder) throws SinkUnavailable {
    var changed = new ArrayDeque<Path>();
    for (var one = folder; one != null && !Files.isDirectory(one); one = one.getParent()) {
      if (one.getParent() != null) {
        changed.push(one.getParent());
      }
    }
    if (changed.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      for (var one : changed) {
        sync(one);
      }
    } catch (IOException failed) {
      throw SyncedFile.unwritable(failed);
    }
  }

  private void sync(Path folder) throws IOException {
    var syncs =
        Objects.requireNonNull(
            inUse.compute(folder, (key, some) -> some == null ? new Syncs(1) : some.plus(1)));
    try {
      syncs.sync(folder);
    } finally {
      inUse.computeIfPresent(folder, (key, some) -> some.isLast() ? null : some.plus(-1));
    }
  }

  /** The syncs of one folder; only the count of its users changes within the map. */
  private static final class Syncs {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int users;
    private long asked;
    private long synced;
    private boolean underWay;

    Syncs(int users) {
      this.users = users;
    }

    Syncs plus(int more) {
      users += more;
      return this;
    }

    boolean isLast() {
      return users == 1;
    }

    /** Returns after a sync that began after this call. */
    void sync(Path folder) throws IOException {
      lock.lock();
      try {
        long own = ++asked;
        while (synced < own) {
          if (underWay) {
            ended.awaitUninterruptibly();
          } else {
            syncAll(folder);
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private void syncAll(Path folder) throws IOException {
      long all = asked;
      underWay = true;
      lock.unlock();
      boolean done = false;
      try {
        DiskSync.folder(folder);
        done = true;
      } finally {
        lock.lock();
        underWay = false;
        if (done) {
          synced = all;
        }
        ended.signalAll();
      }
    }
  }
}
