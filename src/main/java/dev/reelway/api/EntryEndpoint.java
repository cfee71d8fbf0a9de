package dev.reelway.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client from holding all connections. One address holds only so many, and the head of a
 * request must arrive as a whole within the connection timeout, where Tomcat would wait that long
 * for each of its bytes.
 */
final class EntryEndpoint extends NioEndpoint {

  /** How much of a body is read at once; Tomcat keeps it twice, and its own are 8 KB. */
  private static final int READ_BUFFER = 4 * 1024;

  private static final int LARGE_BUFFER = 64 * 1024;

  /** With twice that and the buffer of its request, a connection takes 200 KB more than others. */
  private static final int MOST_ENLARGED = 128;

  private final ConcurrentHashMap<InetAddress, Set<SocketChannel>> byAddress =
      new ConcurrentHashMap<>();
  private final Set<SocketChannel> enlarged = ConcurrentHashMap.newKeySet();
  private volatile int mostPerAddress = Integer.MAX_VALUE;
  private volatile @Nullable ScheduledFuture<?> sweeping;

  EntryEndpoint() {
    // The buffers of an ended connection are not kept for the next one, as some are large.
    getSocketProperties().setBufferPool(0);
    getSocketProperties().setAppReadBufSize(READ_BUFFER);
  }

  void limitPerAddress(int most) {
    mostPerAddress = most;
  }

  @Override
  public void startInternal() throws Exception {
    super.startInternal();
    sweeping =
        getUtilityExecutor()
            .scheduleWithFixedDelay(this::sweep, 1_000, 1_000, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stopInternal() {
    var begun = sweeping;
    if (begun != null) {
      begun.cancel(false);
    }
    super.stopInternal();
  }

  /** The next connection of an address that may still have one. */
  @Override
  protected SocketChannel serverSocketAccept() throws Exception {
    while (true) {
      var accepted = super.serverSocketAccept();
      if (isWithinLimit(accepted)) {
        return accepted;
      }
      accepted.close();
    }
  }

  private boolean isWithinLimit(SocketChannel accepted) throws IOException {
    if (!(accepted.getRemoteAddress() instanceof InetSocketAddress address)) {
      return true;
    }
    var held = byAddress.compute(address.getAddress(), (key, all) -> withOne(all, accepted));
    return held == null || held.contains(accepted);
  }

  private Set<SocketChannel> withOne(Set<SocketChannel> all, SocketChannel accepted) {
    var held = all == null ? new HashSet<SocketChannel>() : all;
    if (held.size() >= mostPerAddress) {
      held.removeIf(one -> !one.isOpen());
    }
    if (held.size() < mostPerAddress) {
      held.add(accepted);
    }
    return held;
  }

  /**
   * Ends a connection whose request is under way. Whoever reads or writes there is woken, and meets
   * its end.
   */
  void cut(Request request) {
    channels(request).forEach(EntryEndpoint::shutDown);
  }

  /**
   * Gives the connection of a request larger buffers, so that a large file leaves in fewer pieces;
   * unless many have them. Only by the thread of the request, before it writes.
   */
  void enlargeBuffers(Request request) {
    if (enlarged.size() < MOST_ENLARGED) {
      var own = channels(request).toList();
      if (own.size() == 1 && enlarged.add(own.getFirst())) {
        Optional.ofNullable(connections.get(own.getFirst()))
            .ifPresent(connection -> connection.getSocketBufferHandler().expand(LARGE_BUFFER));
      }
    }
  }

  /**
   * The channel of a request: the one from its address and port; or several, if that port is used
   * for two addresses of this server.
   */
  private Stream<SocketChannel> channels(Request request) {
    request.action(ActionCode.REQ_REMOTEPORT_ATTRIBUTE, null);
    request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, null);
    var from = request.remoteAddr().toString();
    return connections.keySet().stream()
        .filter(channel -> isOf(channel, from, request.getRemotePort()));
  }

  private static boolean isOf(SocketChannel channel, String address, int port) {
    var socket = channel.socket();
    return socket.getPort() == port && socket.getInetAddress().getHostAddress().equals(address);
  }

  private static void shutDown(SocketChannel channel) {
    try {
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException ignored) { // It has ended meanwhile.
    }
  }

  private void sweep() {
    enlarged.removeIf(one -> !one.isOpen());
    byAddress
        .keySet()
        .forEach(
            address ->
                byAddress.computeIfPresent(
                    address,
                    (key, all) -> {
                      all.removeIf(one -> !one.isOpen());
                      return all.isEmpty() ? null : all;
                    }));
    connections.values().stream().filter(this::isOverdue).forEach(this::end);
  }

  /**
   * Whether a request has begun, and its head is still not complete: only then a connection keeps
   * its processor while nothing is done for it.
   */
  private boolean isOverdue(SocketWrapperBase<NioChannel> connection) {
    return connection.getCurrentProcessor() instanceof Processor processor
        && !processor.isAsync()
        && !processor.isUpgrade()
        && isOverdue(processor.getRequest().getStartTimeNanos());
  }

  private boolean isOverdue(long begun) {
    return begun != -1
        && System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout());
  }

  /** As Tomcat ends a connection that has been silent for too long. */
  private void end(SocketWrapperBase<NioChannel> connection) {
    connection.setError(new SocketTimeoutException("The head of a request took too long"));
    processSocket(connection, SocketEvent.ERROR, true);
  }
}
