package dev.reelway.sink;

import java.util.List;

/**
 * A folder that a sink delivers files to, and whether it has: if so and the folder is missing, its
 * disk or share is away.
 */
public interface UsedFolder {

  /** Whether files were delivered to it, by this process or another one. */
  boolean isUsed();

  /** Notes that files are delivered to it. */
  void use();

  /** The other folders of the same sink that files were delivered to, as its settings had them. */
  List<String> others();
}
