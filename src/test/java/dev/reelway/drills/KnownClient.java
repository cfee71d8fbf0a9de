package dev.reelway.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A client that is tried; its exact version stands in its {@code package.json} or pom. */
enum KnownClient {
  OPENAI_4("openai 4", "openai-4", "openai.mjs"),
  OPENAI_6("openai 6", "../node", "openai.mjs"),
  OPENAI_7("openai 7", "openai-7", "openai.mjs"),
  AI_SDK("AI SDK", "ai-sdk", "ai-sdk.mjs"),
  LANGCHAIN("LangChain.js", "langchain", "langchain.mjs"),
  MASTRA("Mastra", "mastra", "mastra.mjs"),
  SPRING_AI("Spring AI 2", "spring-ai", "SpringAi"),
  LANGCHAIN4J("LangChain4j", "langchain4j", "LangChain4j");

  private final String label;
  private final Path folder;
  private final String program;

  KnownClient(String label, String folder, String program) {
    this.label = label;
    this.folder = Path.of("src/test/clients", folder).normalize();
    this.program = program;
  }

  /** Its name on the page of clients. */
  String label() {
    return label;
  }

  boolean isForNode() {
    return program.endsWith(".mjs");
  }

  /** Installs it below {@code target/clients}, and answers how its program is run there. */
  ClientProgram installed() throws IOException, InterruptedException {
    var target = Path.of("target/clients").resolve(label.replace(' ', '-'));
    return isForNode()
        ? new ClientProgram(
            target,
            List.of(
                NodePackages.node(), NodePackages.installed(folder, target).resolve(program) + ""))
        : new ClientProgram(target, MavenClient.compiled(folder, target, program));
  }

  @Override
  public String toString() {
    return label;
  }
}
