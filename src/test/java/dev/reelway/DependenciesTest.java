package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Comment;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What the build stands on: each dependency says why it is there, and the jar says what it has. */
class DependenciesTest {

  private static final int WORDS_OF_A_REASON = 4;
  private static Element pom;

  @BeforeAll
  static void read() throws Exception {
    pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new File("pom.xml"))
            .getDocumentElement();
  }

  /** Above it stands why, or above the one before it that is of the same group. */
  @Test
  void everyDependencyHasAReason() {
    var unexplained =
        all("dependency").stream()
            .filter(one -> !hasReason(one))
            .map(one -> text(one, "groupId") + ":" + text(one, "artifactId"))
            .toList();

    assertThat(all("dependency")).hasSizeGreaterThan(40);
    assertThat(unexplained).isEmpty();
  }

  /** What is newer than Boot names is so for a reason, which the page on security has. */
  @Test
  void everyVersionThatBootNamesToIsOnThePage() throws Exception {
    var page = Files.readString(Path.of("src/docs/security.md"));
    var properties = (Element) all("properties").getFirst();
    for (var name :
        List.of(
            "tomcat.version",
            "httpclient5.version",
            "httpcore5.version",
            "jackson-bom.version",
            "logback.version",
            "postgresql.version",
            "sqlite-jdbc.version",
            "camel.version")) {
      assertThat(page).as(name).contains(" " + text(properties, name) + " ");
    }
  }

  @Test
  void theBillOfMaterialsIsWrittenWhereThePageSaysSo() throws IOException {
    var plugin =
        all("plugin").stream()
            .filter(one -> text(one, "artifactId").equals("cyclonedx-maven-plugin"))
            .findFirst()
            .orElseThrow();

    assertThat(plugin.getElementsByTagName("outputName").item(0).getTextContent()).isEqualTo("bom");
    assertThat(Files.readString(Path.of("src/docs/security.md")))
        .contains("`mvn cyclonedx:makeBom` writes `target/bom.json`");
  }

  private static List<Element> all(String tag) {
    var found = pom.getElementsByTagName(tag);
    var all = new ArrayList<Element>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  private static boolean hasReason(Element dependency) {
    return switch (before(dependency)) {
      case Comment reason -> reason.getData().strip().split("\\s+").length >= WORDS_OF_A_REASON;
      case Element other ->
          text(other, "groupId").equals(text(dependency, "groupId")) && hasReason(other);
      case null, default -> false;
    };
  }

  private static @Nullable Node before(Node one) {
    var before = one.getPreviousSibling();
    while (before != null && !(before instanceof Comment || before instanceof Element)) {
      before = before.getPreviousSibling();
    }
    return before;
  }

  private static String text(Element parent, String tag) {
    return parent.getElementsByTagName(tag).item(0).getTextContent();
  }
}
