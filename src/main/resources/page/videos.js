// The licence's videos as this page knows them, kept up to date by the server's event stream.

import {call, events, now} from "./api.js";
import {Store} from "./parts.js";

const OPEN = new Set(["queued", "in_progress"]);

export function isOpen(video) {
  return OPEN.has(video.status);
}

/** What a person calls the state: a video that somebody cancelled has not failed. */
export function stateOf(video) {
  return video.status === "failed" && video.error?.code === "cancelled" ? "cancelled" : video.status;
}

/** How long ago a video was ordered, or how long it took, and how long it will still take if that is known, in seconds. */
export function timing(video, now) {
  const expected = video.render?.expected_at;
  return {elapsed: (video.completed_at ?? now) - video.created_at, left: expected ? expected - now : null};
}

/**
 * The progress of a bar in per cent: what the engine says, or else how much of the usual time is over; null if nothing
 * is known. It never stands at the end before the video is there.
 */
export function progress(video, now) {
  if (video.status === "queued" || video.status === "completed") {
    return video.status === "completed" ? 100 : null;
  }
  const {submitted_at: submitted, expected_at: expected} = video.render ?? {};
  const byTime = submitted && expected > submitted ? ((now - submitted) / (expected - submitted)) * 100 : 0;
  const known = Math.max(video.progress ?? 0, Math.min(95, byTime));
  return known > 0 ? Math.min(known, 99) : null;
}

/** So many of those on their way are listed; events tell of the others. */
const MOST_LISTED = 200;
/** So many of those that have ended unseen are read, one after another; the gallery has all of them. */
const MOST_READ = 20;
/** How long a page is not seen before its stream is closed: browsers open few connections to a server. */
const HIDDEN_FOR = 3000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const HIDDEN = "reelway.hidden";

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * The seconds to wait after a failure: the licence's other callers need some of its requests, too, and what it may not do
 * is rarely allowed a moment later.
 */
function patience(error) {
  return Math.max(error.retryAfter ?? 0, [403, 429].includes(error.status) ? 30 : 0);
}

class Videos extends Store {
  byId = new Map();
  gone = new Set();
  /** The failed videos that were ordered again, as far as this page knows, with the ids of the new ones. */
  repeats = new Map();
  /** When each video was last heard of, as a count that rises: what was asked for before is older. */
  heard = new Map();
  count = 0;
  /** When each video was last read for its links. */
  readAt = new Map();
  /** Whether more are on their way than are listed. */
  hasMore = false;
  /** starting, live, or lost */
  state = "starting";
  hidden = new Set(JSON.parse(sessionStorage.getItem(HIDDEN) ?? "[]"));
  stopped = new AbortController();
  stream = new AbortController();

  /**
   * Those on their way, and those that ended since this page was opened or failed within a day and were not ordered
   * again; what is on its way comes first, and then the newest.
   */
  queue() {
    const yesterday = now() - 86400;
    return [...this.byId.values()]
      .filter((video) => isOpen(video)
        || ((video.recent || (video.status === "failed" && video.created_at > yesterday))
          && !this.hidden.has(video.id) && !this.repeats.has(video.id)))
      .sort((a, b) => isOpen(b) - isOpen(a) || b.created_at - a.created_at || (a.id < b.id ? 1 : -1));
  }

  put(video, recent = false) {
    const before = this.byId.get(video.id);
    this.note(video);
    this.heard.set(video.id, ++this.count);
    this.byId.set(video.id, {...video, recent: recent || before?.recent || (before && isOpen(before) && !isOpen(video))});
    this.changed();
  }

  /** Remembers which failed one a video repeats, if any. */
  note({id, retry_of: failed}) {
    failed && this.repeats.set(failed, id);
  }

  /** A video that was just ordered; an event may have told of it before the answer came. */
  ordered(video) {
    this.put(this.byId.get(video.id) ?? video, true);
  }

  /** What an answer says, unless something newer was heard since it was asked for. */
  learn(video, since) {
    this.gone.has(video.id) || (this.heard.get(video.id) ?? 0) > since || this.put(video);
  }

  remove(id) {
    this.byId.delete(id);
    this.gone.add(id);
    this.changed();
  }

  hide(id) {
    this.hidden.add(id);
    sessionStorage.setItem(HIDDEN, JSON.stringify([...this.hidden].slice(-500)));
    this.changed();
  }

  /** Reads what is on its way; once at a time, and once more if that is asked for meanwhile. */
  async load() {
    const {signal} = this.stopped;
    this.wanted = true;
    if (this.loading === signal) {
      return;
    }
    this.loading = signal;
    while (this.wanted && !signal.aborted) {
      this.wanted = false;
      try {
        await this.list(signal);
        this.stale = false;
      } catch (error) {
        this.stale = ![401, 403].includes(error.status);
        await pause(patience(error) * 1000);
      }
    }
    if (this.loading === signal) {
      this.loading = null;
    }
  }

  async list(signal) {
    const since = this.count;
    const open = await this.listOpen(signal);
    const failed = await call("v1/videos?status=failed&limit=10", {signal});
    signal.throwIfAborted();
    [...open.rows, ...failed.data].forEach((video) => this.learn(video, since));
    // What was on its way, and is not among those that are listed, has ended meanwhile.
    const listed = new Set(open.rows.map((video) => video.id));
    // Nobody knows of those that are older than the list; an event brings them back when they change.
    const missing = [...this.byId.values()].filter((video) => isOpen(video) && !listed.has(video.id)
      && this.heard.get(video.id) <= since).sort((a, b) => b.created_at - a.created_at);
    const ended = missing.filter((video) => video.created_at > open.from).slice(0, MOST_READ);
    missing.filter((video) => !ended.includes(video)).forEach(({id}) => this.byId.delete(id));
    this.hasMore = open.from > 0;
    this.changed();
    for (const {id} of ended) {
      await this.refresh(id, signal);
    }
  }

  /** The newest of those on their way, and the time from which on they are all listed. */
  async listOpen(signal) {
    const rows = [];
    for (let after = ""; ;) {
      const page = await call(`v1/videos?status=queued,in_progress&limit=100${after}`, {signal});
      rows.push(...page.data);
      if (!page.has_more) {
        return {rows, from: 0};
      }
      if (rows.length >= MOST_LISTED) {
        return {rows, from: rows.at(-1).created_at};
      }
      after = `&after=${encodeURIComponent(page.last_id)}`;
    }
  }

  async refresh(id, signal = this.stopped.signal) {
    const since = this.count;
    try {
      const video = await call(`v1/videos/${id}`, {signal});
      signal.throwIfAborted();
      this.learn(video, since);
      this.readAt.set(id, Date.now());
    } catch (error) {
      if (error.status !== 404 || signal.aborted) {
        throw error;
      }
      this.remove(id);
    }
  }

  /** The video with links that open: they end after a day or so, and the page may be open for longer. */
  async fresh(video) {
    if (Date.now() - (this.readAt.get(video.id) ?? 0) > HOUR) {
      await this.refresh(video.id);
    }
    return this.byId.get(video.id) ?? video;
  }

  /**
   * Reads a video again one of whose links does not open, unless that was done just now, and answers whether its links
   * are others then.
   */
  async renew(video) {
    if (Date.now() - (this.readAt.get(video.id) ?? 0) < MINUTE) {
      return false;
    }
    this.readAt.set(video.id, Date.now());
    await this.refresh(video.id);
    return this.byId.get(video.id)?.url !== video.url;
  }

  /** Follows all videos while the page is seen; a lost connection is made again, ever more slowly. */
  async follow(signal) {
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 15_000)) {
      while (document.hidden && !signal.aborted) {
        await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, {once: true}));
      }
      if (signal.aborted) {
        return;
      }
      this.stream = new AbortController();
      try {
        await events("v1/videos/events", (event) => {
          wait = 500;
          signal.aborted || this.take(event);
        }, this.stream.signal);
      } catch (error) {
        if (error.status === 401 || signal.aborted) {
          return;
        }
        wait = Math.max(wait, patience(error) * 1000);
      }
      if (signal.aborted) {
        return;
      }
      const isClosed = this.stream.signal.aborted;
      this.state = isClosed ? "starting" : "lost";
      this.changed();
      await pause(isClosed ? 0 : wait);
    }
  }

  take({name, data}) {
    if (name === "ready") {
      this.state = "live";
      this.changed();
      this.load();
    } else if (name === "video.deleted") {
      this.remove(JSON.parse(data).id);
    } else if (name.startsWith("video.")) {
      this.put(JSON.parse(data));
    }
  }

  /** Where a proxy holds the events back, or while the connection is lost, what is on its way is looked up. */
  look() {
    const isBehind = this.stale || (this.state !== "live" && [...this.byId.values()].some(isOpen));
    isBehind && !document.hidden && !this.loading && this.load();
  }

  start() {
    this.clear();
    this.stopped = new AbortController();
    const {signal} = this.stopped;
    const timer = setInterval(() => this.look(), 5000);
    let closing;
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      clearTimeout(closing);
      this.stream.abort();
    });
    document.addEventListener("visibilitychange", () => {
      clearTimeout(closing);
      closing = document.hidden && setTimeout(() => this.stream.abort(), HIDDEN_FOR);
    }, {signal});
    this.load();
    this.follow(signal);
  }

  stop() {
    this.stopped.abort();
    this.clear();
    this.hidden.clear();
    sessionStorage.removeItem(HIDDEN);
  }

  clear() {
    [this.byId, this.gone, this.repeats, this.heard, this.readAt].forEach((all) => all.clear());
    Object.assign(this, {state: "starting", hasMore: false, stale: false, wanted: false, loading: null});
  }
}

export const videos = new Videos();
