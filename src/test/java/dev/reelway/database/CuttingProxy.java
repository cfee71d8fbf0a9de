package dev.reelway.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a database that can be cut: now, for a while, or when a statement has passed. */
public final class CuttingProxy implements AutoCloseable {

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile String after = "";
  private volatile boolean refusing;
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile CountDownLatch passage = new CountDownLatch(0);
  private volatile boolean closed;

  private CuttingProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** In front of a server that a JDBC URL names. */
  public static CuttingProxy before(String url) throws IOException {
    return new CuttingProxy(port(url));
  }

  private static int port(String url) {
    return URI.create(url.substring("jdbc:".length())).getPort();
  }

  /** The same URL, by this way. */
  public String url(String url) {
    return url.replaceFirst("//[^/]*/", "//127.0.0.1:" + server.getLocalPort() + "/");
  }

  /** Once: the connection that this statement is sent in is cut when it has arrived. */
  public void cutAfter(String statement) {
    after = statement;
  }

  /** Cuts all connections. */
  public void cut() {
    sockets.forEach(CuttingProxy::close);
  }

  /** Cuts all connections and closes new ones at once, until {@link #restore}. */
  public void refuse() {
    refusing = true;
    cut();
  }

  /** Closes the next connections at once, this many. */
  public void refuseNext(int connections) {
    refusals.set(connections);
  }

  /**
   * Holds back all that is sent, in either direction, until {@link #restore}: then it arrives late.
   */
  public void stall() {
    passage = new CountDownLatch(1);
  }

  /** Ends {@link #refuse} and {@link #stall}. */
  public void restore() {
    refusing = false;
    passage.countDown();
  }

  private void accept() {
    while (!closed) {
      try {
        var client = server.accept();
        if (refusing || refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          client.close();
        } else {
          join(client, new Socket(InetAddress.getLoopbackAddress(), target));
        }
      } catch (IOException end) {
        return;
      }
    }
  }

  private void join(Socket client, Socket behind) {
    sockets.add(client);
    sockets.add(behind);
    threads.execute(() -> pass(client, behind, true));
    threads.execute(() -> pass(behind, client, false));
  }

  private void pass(Socket from, Socket to, boolean statements) {
    try (from;
        to) {
      copy(from.getInputStream(), to.getOutputStream(), statements);
    } catch (IOException cut) { // As it is to be.
      close(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
    }
  }

  private void copy(InputStream from, OutputStream to, boolean statements)
      throws IOException, InterruptedException {
    var buffer = new byte[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      boolean last =
          statements && isCutAfter(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      if (last) {
        from.close(); // No answer comes back.
      }
      passage.await();
      to.write(buffer, 0, n);
      if (last) {
        return;
      }
    }
  }

  private synchronized boolean isCutAfter(String text) {
    boolean cut = !after.isEmpty() && text.contains(after);
    after = cut ? "" : after;
    return cut;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    restore();
    server.close();
    cut();
    threads.close();
  }
}
