package dev.reelway.sink;

import java.util.List;

/** A folder whose use is kept in memory. */
public final class RememberedUse implements UsedFolder {

  private final List<String> others;
  private volatile boolean isUsed;

  /**
   * @param isUsed whether files were delivered to it before
   * @param others the folders that were set before
   */
  public RememberedUse(boolean isUsed, String... others) {
    this.isUsed = isUsed;
    this.others = List.of(others);
  }

  @Override
  public boolean isUsed() {
    return isUsed;
  }

  @Override
  public void use() {
    isUsed = true;
  }

  @Override
  public List<String> others() {
    return others;
  }
}
