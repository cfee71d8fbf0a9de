package dev.reelway.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.api.RequestParsers;
import dev.reelway.api.RequestRefused;
import dev.reelway.api.chat.ChatParser;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.oidc.TokenParser;
import dev.reelway.order.Models;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.ReportPage;
import dev.reelway.upstream.SseParser;
import dev.reelway.wire.BoundedJson;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A parser of what strangers send. Whatever the bytes are, it reads them or refuses them in one of
 * the ways that callers are told of; anything else that it throws is a fault of ours.
 */
public enum HostileParser {
  ORDER {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      order(new RequestParsers(folder).json(bytes));
    }
  },
  CHUNKED {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      order(new RequestParsers(folder).chunkedJson(bytes));
    }
  },
  FORM {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      order(new RequestParsers(folder).form(bytes));
    }
  },
  MULTIPART {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      order(new RequestParsers(folder).multipart(bytes));
    }
  },
  MODEL {
    @Override
    void read(byte[] bytes, Path folder) {
      var model = TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
      order(Parameters.of("prompt", "a cat").with("model", model));
    }
  },
  CHAT {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      ChatParser.prompt(new RequestParsers(folder).json(bytes).get("messages"));
    }
  },
  JSONL {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      file(bytes, folder, "jsonl");
    }
  },
  CSV {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      file(bytes, folder, "csv");
    }
  },
  YAML {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      file(bytes, folder, "yaml");
    }
  },
  REPORT {
    @Override
    void read(byte[] bytes, Path folder) throws IOException {
      try {
        var answer = JSON.readTree(bytes);
        JSON.treeToValue(answer, ReportPage.class);
        JSON.treeToValue(answer, Report.class);
      } catch (JsonProcessingException | CharConversionException unreadable) {
        // The upstream's fault, which fails the step.
      }
    }
  },
  TOKEN {
    @Override
    void read(byte[] bytes, Path folder) {
      try {
        TokenParser.read(bytes);
      } catch (LicenceRefused refused) {
        mustBeTheCallers(401, refused);
      }
    }
  },
  SSE {
    @Override
    void read(byte[] bytes, Path folder) {
      try {
        SseParser.events(bytes);
      } catch (IOException tooLong) {
        // The upstream's fault, which fails the step.
      }
    }
  };

  private static final ObjectMapper JSON =
      JsonMapper.builder(BoundedJson.factory())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final Orders ORDERS =
      new Orders(
          new Models(
              List.of("sora_image", "sora_video", "sora_video2", "gpt-image-2"),
              Map.of(),
              Clock.systemUTC()));

  abstract void read(byte[] bytes, Path folder) throws IOException;

  /** The folder of its examples among the resources. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads any bytes.
   *
   * @param folder for files, empty afterwards
   */
  public void parse(byte[] bytes, Path folder) {
    try {
      read(bytes, folder);
    } catch (RequestRefused refused) {
      mustBeTheCallers(refused.error().status(), refused);
    } catch (OrderRefused refused) {
      mustBeTheCallers(refused.status(), refused);
    } catch (PromptFileRefused refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("A refusal without a reason", refused);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void mustBeTheCallers(int status, RuntimeException refused) {
    if (status < 400 || status >= 500 || refused.getMessage() == null) {
      throw new AssertionError("Answered with " + status, refused);
    }
    if (refused.getMessage().length() > 2_500) {
      throw new AssertionError("The answer repeats the request", refused);
    }
  }

  private static void order(Parameters parameters) {
    RuntimeException first = null;
    try {
      ORDERS.video(parameters);
    } catch (OrderRefused refused) {
      first = refused;
    }
    ORDERS.image(parameters);
    if (first != null) {
      throw first;
    }
  }

  private static void file(byte[] bytes, Path folder, String ending) throws IOException {
    var file = folder.resolve("orders-" + Thread.currentThread().threadId() + "." + ending);
    Files.write(file, bytes);
    try (var entries = PromptFile.open(file)) {
      for (var entry = entries.next(); entry != null; entry = entries.next()) {
        if (entry.refused() == null) {
          order(entry);
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  private static void order(OrderEntry entry) {
    try {
      ORDERS.order(entry.url(), entry.parameters());
    } catch (OrderRefused refused) {
      mustBeTheCallers(refused.status(), refused);
    }
  }
}
