// The licence's videos as this page knows them, kept up to date by the server's event stream.

import {call, events} from "./api.js";
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

class Videos extends Store {
  byId = new Map();
  gone = new Set();
  /** starting, live, or lost */
  state = "starting";
  hidden = new Set(JSON.parse(sessionStorage.getItem("reelway.hidden") ?? "[]"));
  stopped = new AbortController();

  /** Those on their way, and those that ended since this page was opened, newest first. */
  queue() {
    return [...this.byId.values()]
      .filter((video) => isOpen(video) || ((video.recent || video.status === "failed") && !this.hidden.has(video.id)))
      .sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? 1 : -1));
  }

  put(video, recent = false) {
    const before = this.byId.get(video.id);
    this.byId.set(video.id, {...video, recent: recent || before?.recent || (before && isOpen(before) && !isOpen(video))});
    this.changed();
  }

  remove(id) {
    this.byId.delete(id);
    this.gone.add(id);
    this.changed();
  }

  hide(id) {
    this.hidden.add(id);
    sessionStorage.setItem("reelway.hidden", JSON.stringify([...this.hidden].slice(-500)));
    this.changed();
  }

  async load() {
    const [open, failed] = await Promise.all([
      call("v1/videos?status=queued,in_progress&limit=100"),
      call("v1/videos?status=failed&limit=10"),
    ]);
    const yesterday = Date.now() / 1000 - 86400;
    const now = new Set(open.data.map((video) => video.id));
    // What was on its way before the connection was lost, and is no longer, has ended meanwhile.
    const ended = [...this.byId.values()].filter((video) => isOpen(video) && !now.has(video.id)).slice(0, 50);
    open.data.forEach((video) => this.byId.set(video.id, video));
    failed.data.filter((video) => video.created_at > yesterday).forEach((video) => this.byId.set(video.id, video));
    this.changed();
    await Promise.all(ended.map((video) => this.refresh(video.id)));
  }

  async refresh(id) {
    try {
      this.put(await call(`v1/videos/${id}`));
    } catch (error) {
      if (error.status === 404) {
        this.remove(id);
      }
    }
  }

  /** Follows all videos until the page is left; a lost connection is made again, ever more slowly. */
  async follow() {
    const {signal} = this.stopped;
    for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 15_000)) {
      try {
        await events("v1/videos/events", (event) => {
          pause = 500;
          this.take(event);
        }, signal);
      } catch (error) {
        // A key that may not follow will not be allowed to a moment later.
        if ([401, 403].includes(error.status) || signal.aborted) {
          return;
        }
      }
      this.state = "lost";
      this.changed();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  take({name, data}) {
    if (name === "ready") {
      this.state = "live";
      this.load().catch(() => {});
    } else if (name === "video.deleted") {
      this.remove(JSON.parse(data).id);
    } else if (name.startsWith("video.")) {
      this.put(JSON.parse(data));
    }
  }

  /** Where a proxy holds the events back, or while the connection is lost, what is on its way is looked up. */
  look() {
    if (this.state !== "live" && !document.hidden && [...this.byId.values()].some(isOpen)) {
      this.load().catch(() => {});
    }
  }

  start() {
    this.stopped = new AbortController();
    const timer = setInterval(() => this.look(), 5000);
    this.stopped.signal.addEventListener("abort", () => clearInterval(timer));
    this.load().catch(() => {});
    this.follow();
  }

  stop() {
    this.stopped.abort();
    this.byId.clear();
    this.gone.clear();
    this.state = "starting";
  }
}

export const videos = new Videos();
