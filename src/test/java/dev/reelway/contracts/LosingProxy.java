package dev.reelway.contracts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a service on loopback and loses the answers of its first connections: the request
 * arrives, and the caller is cut off when the answer begins.
 */
public final class LosingProxy implements AutoCloseable {

  private final ServerSocket door;
  private final int service;
  private final AtomicInteger left;

  private LosingProxy(ServerSocket door, int service, int lost) {
    this.door = door;
    this.service = service;
    this.left = new AtomicInteger(lost);
  }

  /**
   * Opens a proxy.
   *
   * @param service the port of the service
   * @param lost how many connections lose their first answer
   */
  public static LosingProxy before(int service, int lost) throws IOException {
    var door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    var proxy = new LosingProxy(door, service, lost);
    Thread.ofVirtual().name("losing-proxy").start(proxy::serve);
    return proxy;
  }

  /** Where callers find it. */
  public int port() {
    return door.getLocalPort();
  }

  /** How many answers are still to be lost. */
  public int left() {
    return Math.max(0, left.get());
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var caller = door.accept();
        boolean isLost = left.getAndDecrement() > 0;
        Thread.startVirtualThread(() -> open(caller, isLost));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void open(Socket caller, boolean isLost) {
    try (caller;
        var there = new Socket()) {
      there.connect(new InetSocketAddress("127.0.0.1", service));
      Thread.startVirtualThread(() -> pass(caller, there));
      if (isLost) {
        there.getInputStream().read();
      } else {
        pass(there, caller);
      }
    } catch (IOException gone) {
      // The caller finds its connection closed, as it should.
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // Whoever reads finds out.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
