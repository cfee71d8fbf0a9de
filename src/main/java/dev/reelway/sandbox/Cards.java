package dev.reelway.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox has been asked for, a file each, so that it outlives the process as it would
 * with a real upstream. What was asked for under an {@code Idempotency-Key} is named by it, and so
 * made once.
 */
final class Cards<T extends Cards.Card> {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path folder;
  private final String prefix;
  private final ConcurrentHashMap<String, T> known = new ConcurrentHashMap<>();

  /** Something with a name of its own. */
  interface Card {
    String id();
  }

  /**
   * @param prefix what every id begins with
   */
  Cards(Path folder, String prefix, Class<T> kind) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.prefix = prefix;
    try (var files = Files.newDirectoryStream(folder, prefix + "*.json")) {
      for (var file : files) {
        var card = JSON.readValue(file.toFile(), kind);
        known.put(card.id(), card);
      }
    }
  }

  /** A new id, or the one that belongs to the key. */
  String id(@Nullable String idempotencyKey) {
    return prefix
        + (idempotencyKey == null
            ? UUID.randomUUID()
            : UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8)));
  }

  /** Keeps a card before anybody hears of it; the first under its id stays. */
  T keep(T card) {
    return known.computeIfAbsent(
        card.id(),
        id -> {
          write(card);
          return card;
        });
  }

  private void write(T card) {
    try {
      var partial = Files.createTempFile(folder, ".card", ".part");
      Files.write(partial, JSON.writeValueAsBytes(card));
      Files.move(partial, folder.resolve(card.id() + ".json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets a card. */
  void remove(T card) throws IOException {
    Files.deleteIfExists(folder.resolve(card.id() + ".json"));
    known.remove(card.id());
  }

  Optional<T> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  Collection<T> all() {
    return known.values();
  }
}
