package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A tab of the page among other tabs, other people at the same device, and late answers. */
class PageTabStoryTest extends BrowserStory {

  /** What scripts have at hand: the page's own videos, and made-up ones. */
  private static final String VIDEOS =
      """
      const {videos} = await import(document.querySelector('link[href$="/videos.js"]').href);
      const made = (id, status, created_at) => ({id, status, created_at, prompt: id, model: 'tiny',
        size: '1280x720', seconds: '4', object: 'video', progress: 0, error: null, completed_at: null});
      const now = Math.floor(Date.now() / 1000);
      const json = (value) => new Response(JSON.stringify(value));
      const real = window.fetch;
      while (videos.loading) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      """;

  private Object script(String script, Object... arguments) {
    return browser.run("return (async () => {" + VIDEOS + script + "})()", arguments);
  }

  private void signInToStay() {
    browser.click("Sign out");
    browser.find("#key");
    browser.run("document.querySelector('.check input').click()");
    browser.click("Try it with the demo licence");
    browser.find("#prompt");
  }

  /** Another tab changes what the device keeps, or removes it if the key is empty. */
  private void changeKeptKey(String key) {
    browser.run(
        """
        const name = Object.keys(localStorage).find((one) => one.startsWith('reelway.key'));
        arguments[0] ? localStorage.setItem(name, arguments[0]) : localStorage.removeItem(name);
        dispatchEvent(new StorageEvent('storage', {key: name, storageArea: localStorage}));
        """,
        key);
  }

  @Test
  void aTabWhoseKeptKeyAnotherTabRemovesIsSignedOut() {
    signInToStay();
    browser.write("#prompt", "A secret");
    changeKeptKey("");

    browser.find("#key");
    assertThat(browser.text()).contains("another tab");
    assertThat(browser.run("return sessionStorage.getItem('reelway.draft')")).isNull();
    browser.click("Try it with the demo licence");
    assertThat(browser.find("#prompt").getAttribute("value")).isEmpty();
  }

  @Test
  void aTabWhoseKeptKeyAnotherTabReplacesIsSignedOutAndLeavesTheNewOne() {
    signInToStay();
    changeKeptKey("somebody-else");

    browser.find("#key");
    assertThat(browser.run("return Object.values(localStorage).includes('somebody-else')"))
        .isEqualTo(true);
  }

  @Test
  void whatTheNextPersonSeesIsNotOfTheOneBefore() {
    browser.run(
        """
        const real = window.fetch;
        let held = false;
        window.fetch = async (url, options) => {
          if (held || !String(url).includes('status=queued')) {
            return real(url, options);
          }
          held = true;
          const answer = await real(url, {...options, signal: undefined});
          await new Promise((resolve) => { window.release = resolve; });
          return new Response(JSON.stringify({has_more: false, data: [{id: 'video_before',
            status: 'queued', created_at: 1, prompt: 'Of somebody else', model: 'tiny',
            size: '1280x720', seconds: '4'}]}));
        };
        """);
    browser.click("Sign out");
    browser.click("Try it with the demo licence");
    browser.until("the list is held", "return Boolean(window.release)");
    browser.click("Sign out");
    browser.click("Try it with the demo licence");
    browser.find("#prompt");
    browser.run("window.release()");
    order("A vole");
    browser.find(".item");

    assertThat(browser.text()).doesNotContain("Of somebody else");
  }

  @Test
  void aVideoThatHasEndedIsNotCancelled() {
    order("[sandbox:never] A tapir");
    browser.find(".item.in_progress .bar");
    browser.run(
        """
        const real = window.fetch;
        window.deleted = 0;
        window.fetch = async (url, options) => {
          window.deleted += options?.method === 'DELETE' ? 1 : 0;
          const answer = await real(url, options);
          return /v1.videos.video_/.test(String(url))
            ? new Response(JSON.stringify({...await answer.json(), status: 'completed'})) : answer;
        };
        // It is shown for seconds only.
        new MutationObserver(() => {
          window.saidSo ||= document.body.textContent.includes('It had ended already');
        }).observe(document.body, {subtree: true, childList: true, characterData: true});
        """);
    browser.click("Cancel");
    browser.run("document.querySelector('dialog .danger').click()");

    browser.until("it is said so", "return window.saidSo === true");
    assertThat(browser.run("return window.deleted")).isEqualTo(0L);
    browser.reload();
    browser.click("Cancel");
    browser.run("document.querySelector('dialog .danger').click()");
    browser.until("it is gone", "return !document.querySelector('.item.in_progress')");
  }

  @Test
  void videosBeyondTheListAreNotReadOneByOne() {
    browser.find(".connection.live");
    var calls =
        script(
            """
            let calls = 0;
            window.fetch = async (url, options) => {
              if (/v1.videos.video_/.test(String(url))) {
                calls++;
              }
              const after = Number(new URL(url).searchParams.get('after') ?? 0);
              return String(url).includes('status=queued')
                ? json({has_more: true, last_id: after + 100, data: Array.from({length: 100},
                  (_, i) => made(`video_${after + i}`, 'queued', now - after - i))})
                : real(url, options);
            };
            for (let i = 0; i < 400; i++) {
              videos.put(made(`video_${i}`, 'queued', now - i));
            }
            await videos.load();
            window.fetch = real;
            return `${calls} ${videos.queue().length} ${videos.hasMore}`;
            """);

    assertThat(calls).as("what is older may have ended unseen").isEqualTo("0 200 true");
  }

  @Test
  void ofManyVideosThatEndedUnseenAFewAreRead() {
    browser.find(".connection.live");
    var calls =
        script(
            """
            let calls = 0;
            window.fetch = async (url, options) => {
              const [id] = String(url).match(/video_\\d+$/) ?? [];
              calls += id ? 1 : 0;
              return id ? json(made(id, 'completed', now)) : json({has_more: false, data: []});
            };
            for (let i = 0; i < 50; i++) {
              videos.put(made(`video_${i}`, 'queued', now - i));
            }
            await videos.load();
            window.fetch = real;
            return `${calls} ${[...videos.byId.values()].filter((one) => one.status === 'queued').length}`;
            """);

    assertThat(calls).isEqualTo("20 0");
  }

  @Test
  void keysActOnTheFocusedVideoAlsoAfterAnotherHasArrived() {
    script(
        """
        window.fetch = async (url, options) => String(url).includes('v1/videos?')
          ? json({has_more: false, data: [made('video_b', 'completed', now - 1),
            made('video_a', 'completed', now - 2)]})
          : real(url, options);
        """);
    view("gallery");
    browser.find(".tile[data-index='1']");
    script("document.querySelector(\".tile[data-index='0']\").focus();");
    script("videos.put(made('video_c', 'completed', now));");
    browser.find(".tile[data-index='2']");
    browser.run(
        """
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', {key: 'c', bubbles: true}));
        """);

    browser.until(
        "the focused one is chosen",
        "return document.querySelector('.chosen .prompt-line')?.innerText === 'video_b'");
  }

  @Test
  void aVideoWhoseLinksDoNotOpenIsReadOnceMore() {
    browser.find(".connection.live");
    var renewed =
        script(
            """
            window.fetch = async (url, options) => /video_old$/.test(String(url))
              ? json({...made('video_old', 'completed', now), url: 'https://new.example/a.mp4'})
              : real(url, options);
            const old = {...made('video_old', 'completed', now), url: 'https://old.example/a.mp4'};
            const first = await videos.renew(old);
            const second = await videos.renew(old);
            window.fetch = real;
            return `${first} ${second} ${videos.byId.get('video_old').url}`;
            """);

    assertThat(renewed).isEqualTo("true false https://new.example/a.mp4");
  }

  @Test
  void aFileIsSavedWithTheEndingOfItsLink() {
    browser.find(".connection.live");
    var names =
        script(
            """
            const {download} = await import(
              document.querySelector('link[href$="/actions.js"]').href);
            const names = [];
            HTMLAnchorElement.prototype.click = function () { names.push(this.download); };
            window.fetch = async (url, options) => /v1.videos.video_/.test(String(url))
              ? json({...made('video_w', 'completed', now), url: '/media/video_w.webm?seal=a.b'})
              : new Response('');
            await download(made('video_w', 'completed', now), {index: 0});
            window.fetch = real;
            return names.join();
            """);

    assertThat(names).isEqualTo("video_w.webm");
  }

  @Test
  void aCountThatIsBoundedSaysThatItMayBeMore() {
    var said =
        script(
            """
            const {moment, sum, time} = await import(
              document.querySelector('link[href$="/text.js"]').href);
            return [sum(9999, 1), sum(3, 10000), moment(now + 60) === time(now + 60),
              moment(now + 86400) === time(now + 86400)].join(' ');
            """);

    assertThat(said).isEqualTo("10,000 10,003+ true false");
  }

  @Test
  void whatIsOnItsWayComesBeforeWhatHasEnded() {
    browser.find(".connection.live");
    var first =
        script(
            """
            for (let i = 0; i < 120; i++) {
              videos.put(made(`video_${i}`, 'completed', now + i), true);
            }
            videos.put(made('video_old', 'in_progress', now - 80000));
            return videos.queue().findIndex((one) => one.id === 'video_old');
            """);

    assertThat((Long) first).isLessThan(100);
  }

  @Test
  void batchesBeyondTheFirstPageAreShownToo() {
    script(
        """
        window.fetch = async (url, options) => {
          const after = new URL(url).searchParams.get('after');
          const batch = (id) => ({id, status: 'completed', created_at: now,
            input_file_name: id, request_counts: {total: 1, completed: 1, failed: 0}});
          return !String(url).includes('v1/batches?') ? real(url, options)
            : json(after ? {has_more: false, data: [batch('batch_b')]}
              : {has_more: true, data: [batch('batch_a')]});
        };
        """);
    view("batches");
    browser.find(".batch");
    browser.click("More");

    browser.until("both are there", "return document.querySelectorAll('.batch').length === 2");
    assertThat(browser.text()).contains("batch_a", "batch_b");
  }

  /** Sixty videos, and sixty more as soon as {@code recover()} was called. */
  private void makeTwoPages() {
    script(
        """
        let isAway = true;
        window.recover = () => { isAway = false; };
        window.fetch = async (url, options) => {
          const query = new URL(url).searchParams;
          if (query.get('status') !== 'completed') {
            return real(url, options);
          }
          const from = Number(query.get('after') ?? 0);
          return from && isAway
            ? new Response('{"error": {"message": "It is away."}}', {status: 503})
            : json({has_more: !from, last_id: '60', data: Array.from({length: 60},
              (_, i) => made(`video_${from + i}`, 'completed', now - from - i))});
        };
        """);
  }

  @Test
  void aGalleryWhosePageFailsKeepsTheOthersAndReadsThatOneAgain() {
    makeTwoPages();
    view("gallery");
    browser.find(".tile");
    browser.until(
        "it is said below what is there",
        """
        scrollTo(0, document.body.scrollHeight);
        return document.querySelector('.grid + .problem').innerText.includes('It is away.');
        """);
    assertThat(browser.all(".tile")).isNotEmpty();
    assertThat(browser.all(".tile[tabindex='0']")).hasSize(1);

    browser.run("window.recover()");
    browser.click("Try again");
    browser.until(
        "all are there",
        "return document.querySelector('.card-cell').getAttribute('aria-setsize') === '120'");
    assertThat(browser.all(".problem")).isEmpty();
  }

  @Test
  void todayBeginsAtMidnight() {
    view("gallery");
    browser.find(".filters");
    browser.run(
        """
        const real = window.fetch;
        window.fetch = (url, options) => {
          window.since ??= new URL(url).searchParams.get('created_after');
          return real(url, options);
        };
        const select = document.querySelectorAll('.filters select')[2];
        select.value = '1';
        select.dispatchEvent(new Event('change', {bubbles: true}));
        """);

    browser.until(
        "it is asked for",
        "return Number(window.since) * 1000 === new Date().setHours(0, 0, 0, 0)");
  }

  @Test
  void aModelThatListsNothingIsOfferedAsOneThatSaysNothing() {
    var offered =
        script(
            """
            const shapes = await import(document.querySelector('link[href$="/shapes.js"]').href);
            const lengths = shapes.lengthsOf({seconds: []});
            return shapes.nearestLength(lengths, 8) + ' ' + shapes.sizesOf({sizes: []}).length;
            """);

    assertThat(offered).isEqualTo("8 6");
  }

  @Test
  void anEventIsNewerThanAListThatWasAskedForBefore() {
    browser.find(".connection.live");
    var status =
        script(
            """
            window.fetch = async (url, options) => {
              if (String(url).includes('status=queued')) {
                videos.put(made('video_x', 'completed', now));
                return json({has_more: false, data: [made('video_x', 'queued', now)]});
              }
              return real(url, options);
            };
            await videos.load();
            window.fetch = real;
            return videos.byId.get('video_x').status;
            """);

    assertThat(status).isEqualTo("completed");
  }

  @Test
  void aVideoThatEndsLaterThanANewerOneIsInTheGallery() {
    order("A wren");
    browser.find(".item.completed");
    view("gallery");
    browser.find(".tile");
    script("videos.put(made('video_late', 'completed', now - 3600), true);");

    browser.find(".tile[aria-label^='video_late']");
    assertThat(browser.all(".tile").getFirst().getAttribute("aria-label"))
        .doesNotStartWith("video_late");
  }

  @Test
  void aHiddenTabHasNoStreamUntilItIsSeen() {
    browser.find(".connection.live");
    hide(true);
    browser.find(".connection.starting");
    hide(false);
    browser.find(".connection.live");
  }

  private void hide(boolean hidden) {
    browser.run(
        """
        Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
        """,
        hidden);
  }

  @Test
  void aClockThatIsOffByAnHourShowsTheTimesOfTheServer() {
    browser.run("const real = Date.now; Date.now = () => real() + 3600000");
    order("[sandbox:never] A shrew");
    var facts = browser.find(".item.in_progress .facts");
    browser.until(
        "a clock is shown",
        "return document.querySelector('.item .facts').innerText.includes('so')");

    assertThat(facts.getText()).containsPattern("\\b\\d+ s so far");
    browser.click("Cancel");
    browser.run("document.querySelector('dialog .danger').click()");
    browser.until("it is gone", "return !document.querySelector('.item.in_progress')");
  }

  /** A licence gets a scope back, say. */
  @Test
  void eventsThatWereForbiddenAreAskedForAgain() {
    browser.find(".connection.live");
    browser.run(
        """
        const real = window.fetch;
        const timer = window.setTimeout;
        window.forbidden = 0;
        window.setTimeout = (run, pause) => timer(run, pause === 30000 ? 50 : pause);
        window.fetch = async (url, options) => {
          if (window.forbidden < 2 && String(url).endsWith('/events')) {
            window.forbidden++;
            return new Response('{"error": {"message": "It is forbidden."}}', {status: 403});
          }
          return real(url, options);
        };
        """);
    script("videos.stream.abort();");
    browser.until("they are forbidden twice", "return window.forbidden === 2");

    browser.find(".connection.live");
  }

  @Test
  void aVideoIsReadAgainBeforeItPlays() {
    order("A stoat");
    browser.find(".item.completed");
    browser.run(
        """
        const real = window.fetch;
        window.read = 0;
        window.fetch = (url, options) => {
          window.read += /v1.videos.video_[^/?]*$/.test(String(url)) ? 1 : 0;
          return real(url, options);
        };
        """);
    browser.find(".item.completed .preview").click();

    browser.until("it is read", "return window.read === 1");
  }
}
