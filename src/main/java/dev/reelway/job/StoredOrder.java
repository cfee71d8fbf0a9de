package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.wire.PooledJson;
import dev.reelway.wire.ReadTexts;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order as it was read from the ledger, for any job with this text.
 *
 * @param known what is known of it; null if it cannot be shown at all
 * @param newer whether it has a kind, a field or a value that this version does not know, as a
 *     newer one has accepted it: it is left to a newer one then, as an upstream would be told only
 *     a part of it
 */
record StoredOrder(@Nullable Order known, boolean newer) {

  private static final ObjectReader STRICT = reader(new ObjectMapper(PooledJson.factory()));

  private static final ObjectReader LENIENT =
      reader(
          new ObjectMapper(PooledJson.factory())
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL));

  private static final ReadTexts<StoredOrder> ORDERS = new ReadTexts<>();

  private static ObjectReader reader(ObjectMapper json) {
    return json.readerFor(Order.class).withHandler(new MissingKind());
  }

  /** Reads an order; what this version does not know of it is left out. */
  static StoredOrder read(String json) {
    return ORDERS.read(json, StoredOrder::parsed);
  }

  private static StoredOrder parsed(String json) {
    try {
      return new StoredOrder(Objects.requireNonNull(read(STRICT, json)), false);
    } catch (UnrecognizedPropertyException | InvalidTypeIdException newer) {
      return new StoredOrder(known(json), true);
    } catch (InvalidFormatException value) {
      if (value.getTargetType().isEnum()) {
        return new StoredOrder(known(json), true);
      }
      throw new UncheckedIOException(value);
    } catch (JsonProcessingException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /** What is known of an order of a newer version. */
  private static @Nullable Order known(String json) {
    try {
      return read(LENIENT, json);
    } catch (JsonProcessingException none) {
      return null;
    }
  }

  /**
   * The order, as it is shown.
   *
   * @param id of its job
   */
  Order of(String id) {
    return known == null ? unknown(id) : known;
  }

  /**
   * An order, as far as it can be read.
   *
   * @param id of its job
   */
  static Order shown(String json, String id) {
    try {
      return read(json).of(id);
    } catch (RuntimeException unreadable) {
      return unknown(id);
    }
  }

  private static Order unknown(String id) {
    return id.startsWith("image_")
        ? new ImageOrder("unknown", "unknown", "", "1x1", 1, "png", false, List.of())
        : new VideoOrder("unknown", "unknown", "", "1x1", 1, false, false, false, null);
  }

  private static Order read(ObjectReader reader, String json) throws JsonProcessingException {
    Order order = reader.readValue(json);
    return order;
  }

  /** Orders from before there were images are of videos, and do not say so. */
  private static final class MissingKind extends DeserializationProblemHandler {

    @Override
    public JavaType handleMissingTypeId(
        DeserializationContext context,
        JavaType base,
        TypeIdResolver resolver,
        @Nullable String message) {
      return context.constructType(VideoOrder.class);
    }
  }
}
