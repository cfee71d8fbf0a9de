package dev.reelway.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Evicts a session that has become read-only; of other failures the pool's own rules decide. */
record ReadOnlyEviction(@Nullable SQLExceptionOverride others) implements SQLExceptionOverride {

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    if (SqlStates.READ_ONLY.equals(failure.getSQLState())) {
      return Override.MUST_EVICT;
    }
    return others == null ? Override.CONTINUE_EVICT : others.adjudicate(failure);
  }
}
