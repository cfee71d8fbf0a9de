// The files that are sent to be ordered, one after the other, whatever view is shown.

import {call} from "./api.js";
import {notify, Store, words} from "./parts.js";
import {fileOf, once} from "./sending.js";

/** Uploads a file and orders its lines; one that is dropped again because its answer was lost is ordered once. */
function order({file, model}) {
  return once(["v1/batches", fileOf(file), model], async (key) => {
    const form = new FormData();
    form.append("purpose", "batch");
    form.append("file", file, file.name);
    const stored = await call("v1/files", {method: "POST", headers: {"Idempotency-Key": `${key}-file`}, form});
    await call("v1/batches", {method: "POST", headers: {"Idempotency-Key": key}, json: {input_file_id: stored.id, endpoint: "/v1/videos", completion_window: "24h", defaults: {model}}});
  });
}

class Uploads extends Store {
  /** Rises when the person signs out: what comes later is of somebody else. */
  turn = 0;
  /** Whether the view that shows problems is there. */
  shown = false;
  busy = false;
  waiting = [];
  /** The files that were not ordered, each with the reason. */
  problems = [];
  sent = 0;

  add(files, model) {
    this.waiting.push(...files.map((file) => ({file, model})));
    return this.busy || this.run();
  }

  async run() {
    const {turn} = this;
    Object.assign(this, {busy: true, problems: []});
    while (turn === this.turn && this.waiting.length > 0) {
      this.changed();
      const next = this.waiting.shift();
      try {
        await order(next);
      } catch (error) {
        turn === this.turn && this.fail(next.file.name, error);
      }
      this.sent++;
    }
    if (turn === this.turn) {
      this.busy = false;
      this.changed();
    }
  }

  fail(name, error) {
    this.problems.push({name, error});
    this.shown || notify(`${name}: ${words(error)}`, "bad");
  }

  forget() {
    this.turn++;
    Object.assign(this, {busy: false, waiting: [], problems: []});
    this.changed();
  }
}

export const uploads = new Uploads();
