// What somebody is about to order. It outlives the view in which it is written, and so does an order on its way.

import {notify, Store, words} from "./parts.js";
import {order} from "./sending.js";
import {t} from "./text.js";
import {videos} from "./videos.js";

const DRAFT = "reelway.draft";
const EMPTY = {prompt: "", model: "", ratio: "16:9", resolution: "720p", seconds: 0, n: 1, audio: true, negative: "", seed: "", watermark: null};
/** What is said of one video, and not of the next one. */
const ONCE = ["prompt", "negative", "seed"];

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT)) ?? {};
  } catch {
    return {};
  }
}

class Draft extends Store {
  /** Rises when the person signs out: what comes later is of somebody else. */
  turn = 0;
  /** Whether the view that shows problems is there. */
  shown = false;
  /** Whether the prompt is to get the focus. */
  wantsFocus = false;

  constructor() {
    super();
    const {images = 0, ...fields} = stored();
    this.reset(fields, images);
  }

  /**
   * @param lost how many images were chosen before the page was loaded again, which has lost them
   */
  reset(fields = {}, lost = 0) {
    Object.assign(this, {fields: {...EMPTY, ...fields}, images: [], lost, problem: null, busy: false});
  }

  keep() {
    sessionStorage.setItem(DRAFT, JSON.stringify({...this.fields, images: this.images.length || this.lost}));
    this.changed();
  }

  set(change) {
    this.problem = null;
    this.fields = {...this.fields, ...change};
    this.keep();
  }

  /** Each image has its file, its role and a URL, which is good as long as the image is here. */
  setImages(images) {
    const urls = new Set(images.map((one) => one.url));
    this.images.filter((one) => !urls.has(one.url)).forEach((one) => URL.revokeObjectURL(one.url));
    this.problem = null;
    this.images = images;
    this.lost = images.length > 0 ? 0 : this.lost;
    this.keep();
  }

  /** Puts a first frame before the other images, and leaves what was written. */
  startFrom(file, model) {
    const others = this.images.map((one) => (one.role === "first_frame" ? {...one, role: "reference_images"} : one));
    this.wantsFocus = true;
    this.set({model});
    this.setImages([{file, url: URL.createObjectURL(file), role: "first_frame"}, ...others]);
  }

  /** Orders; answers whether that was done. What was written meanwhile is not part of it, and stays. */
  async order(body, images) {
    const {turn, fields} = this;
    Object.assign(this, {busy: true, problem: null});
    this.changed();
    try {
      const video = await order("v1/videos", body);
      if (turn !== this.turn) {
        return false;
      }
      videos.ordered(video);
      this.clear(fields, images);
      return true;
    } catch (error) {
      turn === this.turn && this.fail(error);
      return false;
    } finally {
      if (turn === this.turn) {
        this.busy = false;
        this.changed();
      }
    }
  }

  clear(sent, images) {
    const urls = new Set(images.map((one) => one.url));
    this.lost = 0;
    ONCE.filter((name) => this.fields[name] === sent[name]).forEach((name) => {
      this.fields = {...this.fields, [name]: ""};
    });
    this.setImages(this.images.filter((one) => !urls.has(one.url)));
  }

  fail(error) {
    this.problem = error;
    this.shown || notify(`${t("make")}: ${words(error)}`, "bad");
  }

  /** Forgets what was written, for the next person at this device. */
  forget() {
    this.turn++;
    this.setImages([]);
    this.reset();
    sessionStorage.removeItem(DRAFT);
    this.changed();
  }
}

export const draft = new Draft();
