package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reelway.contracts.Command;
import dev.reelway.contracts.RecordingProxy;
import dev.reelway.database.Database;
import dev.reelway.docs.Page;
import dev.reelway.drills.ClientTable.Row;
import dev.reelway.sandbox.Poster;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that the suite has no time or no class path for, installed from their registries: what
 * they send is answered as they expect, a failed render is rendered once, and so is a call that a
 * client cuts and repeats. What passed is what the page of clients says; {@code
 * target/clients/calls.md} has its rows.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ClientsDrill {

  private static final ClientTable PAGE = ClientTable.of(Page.named("clients.md").text());

  private final ClientTable seen = new ClientTable();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private Service service;

  @BeforeAll
  void start(@TempDir Path home, @TempDir Path files) throws IOException {
    service =
        Service.start(
            home,
            "reelway.models.tiny_image[0].upstream=sandbox",
            "reelway.models.tiny_image[0].model=sora_image",
            "reelway.models.gpt-image-tiny[0].upstream=sandbox",
            "reelway.models.gpt-image-tiny[0].model=sora_image");
    variables.put("DIRECT", "http://127.0.0.1:%d/sora/v1".formatted(service.port()));
    variables.put("RED_PNG", painted(files.resolve("red.png"), Color.RED));
    variables.put("BLUE_JPG", painted(files.resolve("blue.jpg"), Color.BLUE));
  }

  private static String painted(Path file, Color colour) throws IOException {
    return Files.write(file, Poster.png(48, 32, colour)).toString();
  }

  @AfterAll
  void stop() throws IOException {
    service.close();
    Files.createDirectories(Path.of("target/clients"));
    Files.writeString(Path.of("target/clients/calls.md"), seen + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void whatAClientSendsIsAnsweredAsItExpects(KnownClient client) throws Exception {
    assumeTrue(client.isForNode() ? NodePackages.isThere() : MavenClient.isThere());
    var program = client.installed();
    var proxies = new LinkedHashMap<String, RecordingProxy>();
    var urls = new LinkedHashMap<String, String>();
    for (var fact : program.facts()) {
      var proxy = RecordingProxy.before(service.port());
      proxies.put(fact, proxy);
      urls.put(fact, "http://127.0.0.1:%d/sora/v1".formatted(proxy.port()));
    }
    variables.put("CLIENT", client.name());

    var said = program.run(urls, variables);

    assertThat(said).containsExactlyElementsOf(urls.keySet().stream().map("ok "::concat).toList());
    for (var proxy : proxies.entrySet()) {
      seen.add(row(client, proxy.getKey(), proxy.getValue()), client.label());
      proxy.getValue().close();
    }
    assertThat(seen.of(client)).containsExactlyInAnyOrderElementsOf(PAGE.of(client));
  }

  private Row row(KnownClient client, String fact, RecordingProxy proxy) {
    var sent = ClientCalls.sent(proxy.passed());
    var got = ClientCalls.got(proxy.passed());
    if (fact.matches(".*(failed render|cut).*")) {
      assertThat(renders(client.name() + ": " + fact)).as(fact).isOne();
      got += ", one render";
    }
    // What is sent where all goes well stands in other rows.
    boolean isFailure = fact.matches(".*(failed|refus|cut).*");
    return new Row(fact, isFailure ? sent.replaceAll(" (JSON|form) `[^`]*`", "") : sent, got);
  }

  private int renders(String prompt) {
    return service
        .bean(Database.class)
        .reader()
        .sql("select count(*) from job where request like ?")
        .param("%" + prompt + "%")
        .query(Integer.class)
        .single();
  }

  /** What the suite finds true of the version that it installs. */
  @ParameterizedTest
  @ValueSource(strings = {"videos", "models", "images", "chat", "files", "refused images"})
  void theNewestOpenAiClientFindsWhatAnOlderOneFinds(String group) throws Exception {
    assumeTrue(NodePackages.isThere());
    var folder = KnownClient.OPENAI_7.installed().folder();
    var all = new LinkedHashMap<>(variables);
    all.put("REELWAY_URL", variables.get("DIRECT"));

    var said = Command.run(folder, all, NodePackages.node(), "contract.mjs", group);

    assertThat(said.outputOfSuccess().lines()).isNotEmpty().allMatch(one -> one.startsWith("ok "));
  }
}
