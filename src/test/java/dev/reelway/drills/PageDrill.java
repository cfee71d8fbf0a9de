package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reelway.contracts.Ports;
import dev.reelway.database.Database;
import dev.reelway.stories.Browser;
import dev.reelway.stories.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * The page with five thousand videos, what its first paint takes, and pictures of all views in both
 * languages and themes, which are written to {@code target/page} for somebody to look at.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PageDrill {

  private static final int VIDEOS = 5_000;
  private static final Path PICTURES = Path.of("target", "page");
  private static final String ADMIN_KEY = "an admin key of more than 32 characters";

  private Service service;
  private int adminPort;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    assumeTrue(Browser.isInstalled(), "chromium and chromedriver are not installed");
    adminPort = Ports.free();
    service =
        Service.start(home, "reelway.admin-key=" + ADMIN_KEY, "reelway.admin.port=" + adminPort);
    var first = service.order("A lighthouse in a storm");
    service.ended(first);
    copy(first);
    Files.createDirectories(PICTURES);
  }

  /** Rows as if the video had been ordered again and again, a second apart. */
  private void copy(String video) {
    service
        .bean(Database.class)
        .write(
            db -> {
              var names =
                  db.sql("select name from pragma_table_info('job')").query(String.class).list();
              var values = names.stream().map(PageDrill::value).collect(Collectors.joining(", "));
              return db.sql(
                      """
                      with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
                      insert into job (%s) select %s from job, n where id = ?
                      """
                          .formatted(VIDEOS, String.join(", ", names), values))
                  .param(video)
                  .update();
            });
  }

  private static String value(String column) {
    return switch (column) {
      case "id" -> "substr(id, 1, 26) || printf('%012x', i)";
      case "task" -> "task || i";
      default -> column;
    };
  }

  @AfterAll
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  private String page() {
    return "http://127.0.0.1:" + service.port() + "/";
  }

  private Browser signedIn(String language) {
    var browser = Browser.open(language);
    browser.go(page());
    browser.write("#key", "demo", Keys.ENTER);
    browser.find("#prompt");
    return browser;
  }

  @Test
  void firstPaintComesWithinASecond() {
    try (var browser = Browser.open("en-GB")) {
      browser.go(page());
      browser.find("#key");
      var paint =
          browser.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime");
      var bytes =
          browser.run(
              "return performance.getEntries().reduce((sum, one) => sum + (one.transferSize || 0),"
                  + " 0)");
      System.out.println("first paint after " + paint + " ms, " + bytes + " bytes");

      assertThat(((Number) paint).doubleValue()).isLessThan(1_000);
      assertThat(((Number) bytes).longValue()).isLessThan(200_000);
    }
  }

  /** All of them are reached by the keyboard, and no frame takes longer than a quarter second. */
  @Test
  void fiveThousandVideosScrollWithoutAStall() {
    try (var browser = signedIn("en-GB")) {
      browser.run(
          """
          window.longest = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((one) => {
            window.longest = Math.max(window.longest, one.duration);
          })).observe({type: 'longtask', buffered: false});
          location.hash = 'gallery';
          """);
      browser.find(".tile");
      browser.until(
          "the last of all videos is reached",
          """
          scrollTo(0, document.body.scrollHeight);
          return Number([...document.querySelectorAll('.tile')].at(-1).dataset.index) >= arguments[0] - 1;
          """,
          VIDEOS);
      var tiles = ((Number) browser.run("return document.querySelectorAll('.tile').length"));
      var longest = ((Number) browser.run("return window.longest"));
      System.out.println(
          tiles + " tiles in the document, the longest task took " + longest + " ms");

      assertThat(tiles.intValue()).isLessThan(100);
      assertThat(longest.doubleValue()).isLessThan(250);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "en-GB, light, 1440",
    "en-GB, dark, 1440",
    "zh-CN, light, 1440",
    "zh-CN, dark, 1440",
    "en-GB, light, 390",
    "zh-CN, dark, 390"
  })
  void picturesOfAllViews(String language, String scheme, int width) throws IOException {
    var name = language.substring(0, 2) + "-" + scheme + "-" + width;
    try (var browser = Browser.open(language)) {
      browser.resize(width, 900);
      browser.prefer(scheme);
      browser.go(page());
      browser.find("#key");
      browser.picture(PICTURES.resolve("sign-in-" + name + ".png"));
      browser.write("#key", "demo", Keys.ENTER);
      browser.find("#prompt");
      for (var view : List.of("make", "gallery", "batches")) {
        show(browser, view, "main." + view, view + "-" + name);
      }
      operators(browser, name);
    }
  }

  private void operators(Browser browser, String name) throws IOException {
    browser.go("http://127.0.0.1:" + adminPort + "/");
    browser.write("#key", ADMIN_KEY, Keys.ENTER);
    browser.find("nav");
    for (var view : List.of("overview", "upstreams", "jobs", "licences", "deliveries", "inboxes")) {
      show(browser, view, "main.ops h1", "admin-" + view + "-" + name);
    }
  }

  private static void show(Browser browser, String view, String shown, String name)
      throws IOException {
    browser.run("location.hash = arguments[0]", view);
    browser.until(
        view,
        "return Boolean(document.querySelector(arguments[0])) && document.readyState ==="
            + " 'complete'",
        shown);
    browser.until(
        "all pictures of " + view,
        "return [...document.images].every((one) => one.complete) &&"
            + " document.getAnimations().length < 3");
    assertThat(browser.barriers()).as(view).isEmpty();
    browser.picture(PICTURES.resolve(name + ".png"));
  }
}
