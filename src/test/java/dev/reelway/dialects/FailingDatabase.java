package dev.reelway.dialects;

import dev.reelway.database.Database;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.support.GenericApplicationContext;

/** Fails one database call of those that come: a statement that is prepared, or a commit. */
final class FailingDatabase implements BeanPostProcessor {

  private static final Set<String> CALLS = Set.of("prepareStatement", "createStatement", "commit");

  private final GenericApplicationContext context;
  private final AtomicInteger until = new AtomicInteger();

  FailingDatabase(GenericApplicationContext context) {
    this.context = context;
  }

  /** Fails the call that comes as the n-th from now on, counted from 1. */
  void failCall(int n) {
    until.set(n);
  }

  /** Whether that has happened. */
  boolean hasFailed() {
    return until.get() <= 0;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof Database database
        ? new Database(failing("writing"), failing("reading"), database.shared())
        : bean;
  }

  private DataSource failing(String name) {
    var source = context.getBean(name, DataSource.class);
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          var answer = invoke(source, method, arguments);
          return answer instanceof Connection connection ? failing(connection) : answer;
        });
  }

  private Connection failing(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          if (CALLS.contains(method.getName()) && until.decrementAndGet() == 0) {
            throw new SQLException("the database is away", "08006");
          }
          return invoke(connection, method, arguments);
        });
  }

  private static Object invoke(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
