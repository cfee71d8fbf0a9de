package dev.reelway.database;

import dev.reelway.setup.ServiceSecret;
import dev.reelway.wire.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Secrets that all nodes share: those that are generated once and stored in the ledger, and those
 * that are derived from {@code reelway.secret}, if it is set, so that a copy of the ledger is not
 * enough to make links and keys.
 */
public final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final ServiceSecret service;

  public Secrets(Database database, ServiceSecret service) {
    this.database = database;
    this.service = service;
  }

  /**
   * The secret of this name, 32 bytes: the HMAC-SHA256 of the name under {@code reelway.secret}, or
   * one of the ledger if that is not set.
   */
  public byte[] derived(String name) {
    var text = service.text();
    return text == null ? secret(name) : derived(text, name);
  }

  private static byte[] derived(String key, String name) {
    return Hmac.under(key.getBytes(StandardCharsets.UTF_8)).of("reelway " + name);
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
