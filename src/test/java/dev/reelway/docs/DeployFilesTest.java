package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The files of {@code src/deploy} fit each other. */
class DeployFilesTest {

  private static final Path DEPLOY = Path.of("src/deploy");

  private static JsonNode yaml(String file) throws IOException {
    Object loaded = new Yaml().load(Files.readString(DEPLOY.resolve(file)));
    return new ObjectMapper().valueToTree(loaded);
  }

  /** A name without one is whatever was pushed last. */
  @Test
  void everyImageThatComposeFetchesHasATag() throws IOException {
    for (var service : yaml("compose/compose.yaml").path("services")) {
      if (!service.has("build")) {
        assertThat(service.path("image").asText()).matches("docker\\.io/[a-z/0-9]+:[0-9.]+");
      }
    }
  }

  /** A name without one would be taken from the image that an upgrade goes back to. */
  @Test
  void theImageThatComposeBuildsHasTheVersionOfEnv() throws IOException {
    var services = yaml("compose/compose.yaml").path("services");
    for (var node : new String[] {"node-1", "node-2"}) {
      assertThat(services.path(node).path("image").asText())
          .isEqualTo("reelway:${REELWAY_VERSION:?}");
    }
    assertThat(Files.readString(DEPLOY.resolve("compose/compose.yaml")))
        .contains("#   REELWAY_VERSION=…");
  }

  /** Each JVM takes a part of the memory that it sees: without a limit, that of the host. */
  @Test
  void everyContainerOfComposeHasALimitOfMemory() throws IOException {
    for (var service : yaml("compose/compose.yaml").path("services")) {
      assertThat(service.path("mem_limit").asText()).as(service.toString()).matches("[0-9]+[mg]");
    }
  }

  @Test
  void theBucketOfComposeIsTheOneThatItsNodesAreGiven(@TempDir Path folder) throws IOException {
    var service = yaml("compose/compose.yaml").path("services").path("s3");
    var sink = yaml("compose/application.yaml").path("reelway").path("sinks").path("s3");
    var settings = service.path("environment");
    var data = Path.of(settings.path("JCLOUDS_FILESYSTEM_BASEDIR").asText());
    var mounted = Path.of(service.path("volumes").path(0).asText().split(":", -1)[1]);
    Files.createDirectory(folder.resolve(data.relativize(mounted).toString()));

    var bucket = sink.path("bucket").asText();
    assertThat(new FilesystemNio2BlobStore(folder.toString()).containerExists(bucket)).isTrue();
    assertThat(sink.path("access-key")).isEqualTo(settings.path("S3PROXY_IDENTITY"));
    assertThat(sink.path("secret-key").asText()).isEqualTo("${S3_PASSWORD}");
    assertThat(settings.path("S3PROXY_CREDENTIAL").asText()).isEqualTo("${S3_PASSWORD:?}");
    assertThat(URI.create(sink.path("endpoint").asText()))
        .hasHost("s3")
        .hasPort(URI.create(settings.path("S3PROXY_ENDPOINT").asText()).getPort());
  }

  /** It does not start with a name that nobody has, such as that of a node that is down. */
  @Test
  void nginxLooksItsNodesUpAsItRuns() throws IOException {
    var nginx = Files.readString(DEPLOY.resolve("compose/nginx.conf"));
    assertThat(nginx).containsSubsequence("resolver 127.0.0.11 ", "upstream reelway {", "zone ");
    assertThat(nginx.lines().map(String::strip).filter(line -> line.startsWith("server node-")))
        .hasSize(2)
        .allMatch(line -> line.contains(" resolve "));

    var image = yaml("compose/compose.yaml").at("/services/proxy/image").asText();
    var version = image.split(":", -1)[1].split("\\.", -1);
    assertThat(version[0]).isEqualTo("1");
    assertThat(Integer.parseInt(version[1])).isGreaterThanOrEqualTo(28);
  }

  /** Else what upstreams answer while the machine shuts down could not be stored. */
  @Test
  void theServiceStopsBeforeTheDatabaseAndTheFoldersOfItsMachine() throws IOException {
    assertThat(Files.readString(DEPLOY.resolve("systemd/reelway.service")))
        .containsPattern("(?m)^After=.*\\bpostgresql\\.service\\b.*\\bremote-fs\\.target$");
  }

  /** Health and metrics need no licence. */
  @Test
  void onlyTheNamespaceOfPrometheusReachesTheManagementPortOfAPod() throws IOException {
    var pod = kubernetes("Deployment").at("/spec/template");
    var policy = kubernetes("NetworkPolicy").path("spec");

    assertThat(policy.at("/podSelector/matchLabels")).isEqualTo(pod.at("/metadata/labels"));
    assertThat(policy.at("/policyTypes/0").asText()).isEqualTo("Ingress");
    var open = new ArrayList<String>();
    for (var rule : policy.path("ingress")) {
      if (!rule.has("from")) {
        rule.path("ports").forEach(port -> open.add(port.path("port").asText()));
      }
    }
    assertThat(open).containsExactly("api");
    assertThat(pod.at("/spec/containers/0/ports/0/name").asText()).isEqualTo("api");
    assertThat(policy.at("/ingress/1/ports/0/port").asText()).isEqualTo("observe");
  }

  @Test
  void onePodIsReplacedAfterAnotherAndTwoAreOnTwoMachines() throws IOException {
    var deployment = kubernetes("Deployment").path("spec");
    var spread = deployment.at("/template/spec/topologySpreadConstraints/0");

    assertThat(deployment.at("/strategy/rollingUpdate/maxSurge").asInt()).isEqualTo(1);
    assertThat(deployment.at("/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
    assertThat(spread.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
    assertThat(spread.path("labelSelector")).isEqualTo(deployment.path("selector"));
  }

  /** The entry is closed as soon as a node is told to stop. */
  @Test
  void aPodIsToldToStopWhenTheServiceHasForgottenItAndHasTimeForItsDrain() throws IOException {
    var pod = kubernetes("Deployment").at("/spec/template/spec");
    var wait = pod.at("/containers/0/lifecycle/preStop/exec/command");

    assertThat(wait.path(0).asText()).isEqualTo("sleep");
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isEqualTo(75 + wait.path(1).asInt());
  }

  private static JsonNode kubernetes(String kind) throws IOException {
    var all = new Yaml().loadAll(Files.readString(DEPLOY.resolve("kubernetes/reelway.yaml")));
    for (var one : all) {
      JsonNode read = new ObjectMapper().valueToTree(one);
      if (read.path("kind").asText().equals(kind)) {
        return read;
      }
    }
    throw new AssertionError("no " + kind);
  }

  @Test
  void theImageMayStartForAsLongAsThePodMay() throws IOException {
    var pod = Files.readString(DEPLOY.resolve("kubernetes/reelway.yaml"));
    assertThat(pod)
        .containsSubsequence("startupProbe", "periodSeconds: 2", "failureThreshold: 900");

    assertThat(Files.readString(DEPLOY.resolve("container/Containerfile")))
        .contains("HEALTHCHECK --start-period=30m ");
  }
}
