package dev.reelway.database;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Secrets that Reelway makes for itself, once: they lie in the ledger, so that every node that
 * shares it knows them.
 */
public final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;

  public Secrets(Database database) {
    this.database = database;
  }

  /** The secret of this name, 32 bytes; made where there is none yet. */
  public byte[] secret(String name) {
    var made = new byte[32];
    RANDOM.nextBytes(made);
    var hex = HexFormat.of();
    return hex.parseHex(
        database.write(
            db -> {
              db.sql("insert into secret (name, bytes) values (?, ?) on conflict do nothing")
                  .param(name)
                  .param(hex.formatHex(made))
                  .update();
              return db.sql("select bytes from secret where name = ?")
                  .param(name)
                  .query(String.class)
                  .single();
            }));
  }
}
