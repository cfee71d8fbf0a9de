package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.web.servlet.HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

class RouteMappingTest {

  private final RouteMapping routeMapping = routeMapping();

  private static RouteMapping routeMapping() {
    var camel = new DefaultCamelContext();
    PlatformHttpEngine engine = new SpringBootPlatformHttpEngine(8080);
    camel.getRegistry().bind("platform-http-engine", engine);
    camel.addComponent("platform-http", new PlatformHttpComponent());
    return new RouteMapping(camel, engine);
  }

  /** What a route is called by here: its own path. */
  private record Answer(String path) {

    public String path() {
      return path;
    }
  }

  @BeforeEach
  void addRoutes() throws Exception {
    add(RequestMethod.GET, "/v1/videos");
    add(RequestMethod.POST, "/v1/videos");
    add(RequestMethod.GET, "/v1/videos/{id}");
    add(RequestMethod.POST, "/v1/videos/{id}/remix");
    add(RequestMethod.GET, "/v1/videos/newest");
    add(RequestMethod.GET, "/v1/files/{name:[a-z]+}");
    add(RequestMethod.GET, "/own/{*rest}");
    add(RequestMethod.GET, "/own/page");
    add(RequestMethod.GET, "/own/list/*");
  }

  private void add(RequestMethod method, String path) throws Exception {
    routeMapping.registerMapping(
        RequestMappingInfo.paths(path)
            .methods(method)
            .options(routeMapping.getBuilderConfiguration())
            .build(),
        new Answer(path),
        Answer.class.getMethod("path"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v1/videos,              /v1/videos",
    "HEAD,   /v1/videos,              /v1/videos",
    "GET,    /v1/videos/a,            /v1/videos/{id}",
    "GET,    /v1/videos/a%2Fb,        /v1/videos/{id}",
    "GET,    /v1/%76ideos/a;x=1,      /v1/videos/{id}",
    "GET,    /v1/videos/newest,       /v1/videos/newest",
    "POST,   /v1/videos/a/remix,      /v1/videos/{id}/remix",
    "GET,    /v1/files/abc,           /v1/files/{name:[a-z]+}",
    "GET,    /own/page,               /own/page",
    "GET,    /own/a/b/c/d/e/f,        /own/{*rest}",
    "GET,    /own/list/a,             /own/list/*",
    "GET,    /own/list/,              /own/list/*",
    "GET,    /v1/videos/a/,           ",
    "GET,    /v1//videos,             ",
    "GET,    /v1/files/ABC,           ",
    "GET,    /v1/videos/a/b/c/d,      ",
    "GET,    /,                       "
  })
  void theRouteOfARequestIsFound(String method, String path, @Nullable String route)
      throws Exception {
    assertThat(found(new MockHttpServletRequest(method, path))).isEqualTo(route);
  }

  @Test
  void thePartsOfThePathAreRead() throws Exception {
    var request = new MockHttpServletRequest("GET", "/v1/videos/video_1");

    found(request);

    assertThat(request.getAttribute(URI_TEMPLATE_VARIABLES_ATTRIBUTE))
        .isEqualTo(Map.of("id", "video_1"));
  }

  @Test
  void anotherMethodIsRefusedAsSuch() {
    assertThatThrownBy(() -> found(new MockHttpServletRequest("DELETE", "/v1/videos")))
        .isInstanceOfSatisfying(
            HttpRequestMethodNotSupportedException.class,
            refused ->
                assertThat(refused.getSupportedMethods()).containsExactlyInAnyOrder("GET", "POST"));
  }

  @Test
  void aRouteThatIsAddedLaterIsFound() throws Exception {
    found(new MockHttpServletRequest("GET", "/v1/videos"));

    add(RequestMethod.GET, "/v1/models");

    assertThat(found(new MockHttpServletRequest("GET", "/v1/models"))).isEqualTo("/v1/models");
  }

  /** As when a route is started anew while callers are served: neither waits for the other. */
  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void aRouteIsAddedWhileAnotherIsSought() throws Exception {
    var adding = new CompletableFuture<Void>();
    var adder = new Thread(() -> addModels(adding));
    adder.setDaemon(true);
    var request =
        new MockHttpServletRequest("GET", "/v1/videos") {
          @Override
          public @Nullable Object getAttribute(String name) {
            if (adder.getState() == Thread.State.NEW && isSought()) {
              adder.start();
              await().until(() -> adder.getState() == Thread.State.WAITING);
            }
            return super.getAttribute(name);
          }
        };

    assertThat(found(request)).isEqualTo("/v1/videos");

    adding.join();
    assertThat(found(new MockHttpServletRequest("GET", "/v1/models"))).isEqualTo("/v1/models");
  }

  private void addModels(CompletableFuture<Void> adding) {
    try {
      add(RequestMethod.GET, "/v1/models");
      adding.complete(null);
    } catch (Exception failed) {
      adding.completeExceptionally(failed);
    }
  }

  /** Whether Spring holds its list of routes for this thread. */
  private static boolean isSought() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(one -> one.getMethodName().equals("lookupHandlerMethod")));
  }

  /** It replaces a bean by its name. */
  @Test
  void camelStillCallsItsMappingByThatName() {
    assertThat(SpringBootPlatformHttpAutoConfiguration.class.getDeclaredMethods())
        .filteredOn(method -> method.getReturnType() == CamelRequestHandlerMapping.class)
        .extracting(Method::getName)
        .containsExactly(HttpConfiguration.CAMELS_MAPPING);
  }

  private @Nullable String found(MockHttpServletRequest request) throws Exception {
    var chain = routeMapping.getHandler(request);
    return chain == null ? null : ((Answer) ((HandlerMethod) chain.getHandler()).getBean()).path();
  }
}
