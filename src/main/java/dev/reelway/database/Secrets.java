package dev.reelway.database;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets that Reelway generates once and stores in the ledger, so that all nodes share them. */
public final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;

  public Secrets(Database database) {
    this.database = database;
  }

  /** The secret of this name, 32 bytes; generated on first use. */
  public byte[] secret(String name) {
    var generated = new byte[32];
    RANDOM.nextBytes(generated);
    var hex = HexFormat.of();
    return hex.parseHex(
        database.write(
            db -> {
              db.sql("insert into secret (name, bytes) values (?, ?) on conflict do nothing")
                  .param(name)
                  .param(hex.formatHex(generated))
                  .update();
              return db.sql("select bytes from secret where name = ?")
                  .param(name)
                  .query(String.class)
                  .single();
            }));
  }
}
