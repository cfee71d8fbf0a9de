package dev.reelway.sink;

import dev.reelway.contracts.Ports;
import dev.reelway.leaks.Leaks;
import dev.reelway.sink.sftp.SftpSettings;
import dev.reelway.sink.sftp.SftpSettings.SftpLogin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.Handle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** A server that speaks SFTP, in this process, whose only user's home is a folder. */
public final class SftpStore implements AutoCloseable {

  private static final String SECRET = "s3cret&) +%40${x}";

  // All servers may have the same keys. The user's is of RSA, which takes longest to make.
  private static final KeyPair OWN = keyPair("EC", 256);
  private static final KeyPair ANOTHER = keyPair("EC", 256);

  private final Path home;
  private final Path knownHosts;
  private final int port = Ports.free();
  private final Rights rights = new Rights();
  private boolean replacing = true;
  private SshServer server;

  private SftpStore(Path folder) throws Exception {
    Leaks.add("the password of SFTP", SECRET);
    this.home = Files.createDirectories(folder.resolve("server"));
    this.knownHosts = folder.resolve("known_hosts");
    this.server = begin();
  }

  public static SftpStore start(Path folder) throws Exception {
    return new SftpStore(folder);
  }

  private SshServer begin() throws IOException {
    var begun = SshServer.setUpDefaultServer();
    begun.setHost("127.0.0.1");
    begun.setPort(port);
    begun.setKeyPairProvider(KeyPairProvider.wrap(OWN));
    // The first compiler, which tests run with, is far slower at the defaults.
    begun.setCipherFactories(List.of(BuiltinCiphers.aes128ctr));
    begun.setMacFactories(List.of(BuiltinMacs.hmacsha1));
    begun.setPasswordAuthenticator(
        (user, password, session) -> user.equals("reel") && password.equals(SECRET));
    begun.setPublickeyAuthenticator(
        (user, key, session) -> user.equals("reel") && key.equals(User.REEL.key.getPublic()));
    begun.setFileSystemFactory(new VirtualFileSystemFactory(home));
    var sftp = new SftpSubsystemFactory();
    sftp.addSftpEventListener(rights);
    begun.setSubsystemFactories(List.of(sftp));
    if (!replacing) {
      SftpModuleProperties.OPENSSH_EXTENSIONS.set(begun, "statvfs@openssh.com=2");
    }
    begun.start();
    know(OWN);
    return begun;
  }

  private void know(KeyPair key) throws IOException {
    Files.writeString(
        knownHosts,
        "[127.0.0.1]:%d %s%n".formatted(port, PublicKeyEntry.toString(key.getPublic())));
  }

  /** Stops the server. */
  public void goAway() throws IOException {
    server.stop(true);
  }

  /** Answers again, where it did before. */
  public void comeBack() throws IOException {
    server = begin();
  }

  /** From now on a rename does not replace an existing file. */
  public void replaceNothing() throws IOException {
    goAway();
    replacing = false;
    comeBack();
  }

  /** From now on files are taken, and neither listed nor deleted. */
  public void onlyTake() {
    rights.dropBox = true;
  }

  /** From now on this folder cannot be listed, as if that took too long. */
  public void refuseListing(String folder) {
    rights.unlisted = folder;
  }

  /** Whatever is renamed to this name keeps its old one. */
  public void refuseName(String name) {
    rights.refused = name;
  }

  /** From now on the server is there, and answers no request of this type of the protocol. */
  public void ignore(int type) {
    rights.ignored = type;
  }

  /** What the server refuses. */
  private static final class Rights implements SftpEventListener {

    private volatile boolean dropBox;
    private volatile @Nullable String refused;
    private volatile @Nullable String unlisted;
    private volatile int ignored;
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void received(ServerSession session, int type, int id) throws IOException {
      if (type == ignored) {
        try {
          closed.await();
        } catch (InterruptedException stopped) {
          throw new InterruptedIOException();
        }
      }
    }

    @Override
    public void opening(ServerSession session, String handle, Handle local) throws IOException {
      boolean isUnlisted = local.getFile().getFileName().toString().equals(unlisted);
      refuseIf(local instanceof DirectoryHandle && (dropBox || isUnlisted), handle);
    }

    @Override
    public void removing(ServerSession session, Path path, boolean isDirectory) throws IOException {
      refuseIf(dropBox, path.toString());
    }

    @Override
    public void moving(ServerSession session, Path from, Path to, Collection<CopyOption> how)
        throws IOException {
      boolean isPart = from.getFileName().toString().endsWith(".part");
      refuseIf(isPart && to.getFileName().toString().equals(refused), to.toString());
    }

    private static void refuseIf(boolean refused, String path) throws IOException {
      if (refused) {
        throw new AccessDeniedException(path);
      }
    }
  }

  /** Replaces the known host key by that of another server. */
  public void expectAnother() throws IOException {
    know(ANOTHER);
  }

  /** Nothing is known of the server from now on. */
  public void expectNoConnection() throws IOException {
    Files.writeString(knownHosts, "");
  }

  /** What chooses this server as the sink of the whole service. */
  public String[] settings() {
    return new String[] {
      "reelway.sink=sftp",
      "reelway.sinks.sftp.host=127.0.0.1",
      "reelway.sinks.sftp.port=" + port,
      "reelway.sinks.sftp.user=reel",
      "reelway.sinks.sftp.private-key=" + privateKey(),
      "reelway.sinks.sftp.known-hosts=" + knownHosts
    };
  }

  public SftpSettings byPassword() {
    return byPassword(SECRET);
  }

  public SftpSettings byPassword(String password) {
    return settings(new SftpLogin("reel", password, null, null), knownHosts);
  }

  public SftpSettings byKey() {
    return settings(new SftpLogin("reel", null, privateKey(), null), knownHosts);
  }

  public SftpSettings byBrokenKey() throws IOException {
    var file = Files.writeString(home.resolveSibling("broken"), "no key at all");
    return settings(new SftpLogin("reel", null, file, null), knownHosts);
  }

  public SftpSettings believing() {
    return settings(new SftpLogin("reel", SECRET, null, null), null);
  }

  private SftpSettings settings(SftpLogin login, @Nullable Path known) {
    return new SftpSettings("127.0.0.1", port, login, known, "videos", 4);
  }

  private Path privateKey() {
    var file = home.resolveSibling("id_rsa");
    var encoder = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'});
    try {
      return Files.writeString(
          file,
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(encoder.encodeToString(User.REEL.key.getPrivate().getEncoded())));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies a file, as if it had been stored under these keys too. */
  public void copy(String key, List<String> copies) throws IOException {
    for (var copy : copies) {
      Files.copy(home.resolve("videos").resolve(key), home.resolve("videos").resolve(copy));
    }
  }

  /** All files in the video folder, complete or partial. */
  public List<String> keys() throws IOException {
    var folder = home.resolve("videos");
    if (!Files.exists(folder)) {
      return List.of();
    }
    var keys = new ArrayList<String>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
            keys.add(folder.relativize(file).toString());
            return FileVisitResult.CONTINUE;
          }

          /** Files are removed while they are listed. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path one, @Nullable IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return keys;
  }

  /** Leaves a file there, as a worker does that dies then. */
  public void leave(String key) throws IOException {
    var file = home.resolve("videos").resolve(key);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "some of it");
  }

  @Override
  public void close() throws IOException {
    rights.closed.countDown();
    server.stop(true);
  }

  /** Whose key is made with the first test that asks for it. */
  private enum User {
    REEL;

    private final KeyPair key = keyPair("RSA", 2_048);
  }

  private static KeyPair keyPair(String kind, int bits) {
    try {
      var maker = KeyPairGenerator.getInstance(kind);
      maker.initialize(bits);
      return maker.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
