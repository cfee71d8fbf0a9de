package dev.reelway.sink;

/** A folder whose use is kept in memory. */
public final class RememberedUse implements UsedFolder {

  private volatile boolean isUsed;

  /**
   * @param isUsed whether files were delivered to it before
   */
  public RememberedUse(boolean isUsed) {
    this.isUsed = isUsed;
  }

  @Override
  public boolean isUsed() {
    return isUsed;
  }

  @Override
  public void use() {
    isUsed = true;
  }
}
