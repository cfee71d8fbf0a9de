package dev.reelway.library;

import dev.reelway.sink.DiskSpace;

/** Whether the disk has space for what callers send. */
public final class UploadSpace {

  private final DiskSpace diskSpace;

  UploadSpace(DiskSpace diskSpace) {
    this.diskSpace = diskSpace;
  }

  /**
   * Refuses bytes that a caller sends while the disk is nearly full.
   *
   * @throws StorageFull if it is
   */
  public void check() {
    if (diskSpace.isLow()) {
      throw new StorageFull();
    }
  }
}
