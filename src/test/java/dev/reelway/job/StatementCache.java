package dev.reelway.job;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose statements are prepared once: most of a short test on SQLite is spent on
 * preparing them. For one thread at a time.
 */
final class StatementCache {

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private StatementCache(Connection connection) {
    this.connection = connection;
  }

  static Connection connect(String url) throws SQLException {
    var cache = new StatementCache(DriverManager.getConnection(url));
    return proxy(
        Connection.class,
        cache.connection,
        (method, arguments) ->
            method.equals("prepareStatement") && arguments.length == 1
                ? cache.prepared((String) arguments[0])
                : null);
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    var statement = prepared.get(sql);
    if (statement == null) {
      var real = connection.prepareStatement(sql);
      statement =
          proxy(
              PreparedStatement.class,
              real,
              (method, arguments) -> method.equals("close") ? real : null);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** What is answered instead of the real thing; null where it answers itself. */
  private interface Instead {
    @Nullable Object of(String method, Object[] arguments) throws SQLException;
  }

  private static <T> T proxy(Class<T> kind, T real, Instead instead) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) -> {
              var other = instead.of(method.getName(), arguments);
              if (other != null) {
                return other == real ? null : other;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
