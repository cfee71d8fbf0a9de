// Calls of this server's API. The API's root is where this file's folder lies: behind any proxy, at any path.

export const ROOT = new URL("..", import.meta.url);

/** What the API answered instead of a result: a sentence, and which parameter it is about. */
export class ApiError extends Error {
  constructor(status, error, headers) {
    super(error.message);
    this.status = status;
    this.param = error.param;
    this.code = error.code;
    /** Whether this service says it, and not a proxy. */
    this.isOurs = Boolean(error.type);
    this.requestId = headers.get("x-request-id");
    /** In seconds. */
    this.retryAfter = Number(headers.get("retry-after")) || 0;
  }
}

const STORE = `reelway.key:${ROOT.pathname}`;

/** The key that this tab calls with, whatever other tabs do meanwhile. */
let current = sessionStorage.getItem(STORE) ?? localStorage.getItem(STORE);

/** The licence or admin key: kept until the tab is closed, or on this device if that was asked for. */
export const session = {
  get key() {
    return current;
  },
  keep(key, onDevice) {
    current = key;
    sessionStorage.removeItem(STORE);
    (onDevice ? localStorage : sessionStorage).setItem(STORE, key);
  },
  forget() {
    current = null;
    sessionStorage.removeItem(STORE);
    localStorage.removeItem(STORE);
  },
};

const left = new Set();

/** Calls a function whenever the tab's key is gone, with the name of the sentence that says why. */
export function onSignedOut(listener) {
  left.add(listener);
  return () => left.delete(listener);
}

/** Another key that the device keeps stays. */
function signOut(why) {
  sessionStorage.removeItem(STORE);
  if (localStorage.getItem(STORE) === current) {
    localStorage.removeItem(STORE);
  }
  current = null;
  left.forEach((listener) => listener(why));
}

// Another tab has removed the key that the device keeps, or keeps another one: that is another person.
addEventListener("storage", ({key, storageArea}) => {
  const isOfDevice = storageArea === localStorage && (key === STORE || key === null);
  if (isOfDevice && current && sessionStorage.getItem(STORE) !== current && localStorage.getItem(STORE) !== current) {
    signOut("signedOutElsewhere");
  }
});

/** How far the server's clock is ahead of the browser's, in milliseconds. */
let ahead = 0;
/** Answers say whole seconds, and take a moment to arrive. */
const CLOCKS_DIFFER = 2500;

function readClock(response) {
  const difference = Date.parse(response.headers.get("date")) - Date.now();
  if (Math.abs(difference - ahead) > CLOCKS_DIFFER) {
    ahead = difference;
  }
}

/** The time in Unix seconds by the server's clock, as all times of the API are. */
export function now() {
  return (Date.now() + ahead) / 1000;
}

async function failure(response) {
  let error = {message: `${response.status} ${response.statusText}`.trim()};
  try {
    error = (await response.json()).error ?? error;
  } catch {
    // Not ours: a proxy's page, say. The status is all that is known.
  }
  return new ApiError(response.status, error, response.headers);
}

/**
 * Sends a request; throws an ApiError for every answer that is none, TypeError without a network, and an AbortError for
 * what was asked for by somebody who has signed out meanwhile.
 *
 * @param candidate a key that is tried, in place of the tab's own
 */
export async function send(path, {method = "GET", json, form, headers = {}, signal, key: candidate} = {}) {
  const key = candidate ?? current;
  const response = await fetch(new URL(path, ROOT), {
    method,
    signal,
    cache: "no-store",
    headers: {
      ...(key ? {Authorization: `Bearer ${key}`} : {}),
      ...(json === undefined ? {} : {"Content-Type": "application/json"}),
      ...headers,
    },
    body: json === undefined ? form : JSON.stringify(json),
  });
  if (!candidate && key !== current) {
    throw new DOMException("Signed out.", "AbortError");
  }
  readClock(response);
  if (response.ok) {
    return response;
  }
  const error = await failure(response);
  if (error.status === 401 && !candidate && key === current) {
    signOut("signedOut");
  }
  throw error;
}

/** The same, as the JSON of its answer. */
export async function call(path, options) {
  return (await send(path, options)).json();
}

/** A name for a request, so that sending it again makes no second video. */
export function requestKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** All rows of a list, page after page, up to a number. */
export async function all(path, most = 1000) {
  const rows = [];
  let after = "";
  for (;;) {
    const url = `${path}${path.includes("?") ? "&" : "?"}limit=100${after}`;
    const page = await call(url);
    rows.push(...page.data);
    if (!page.has_more || rows.length >= most) {
      return rows;
    }
    after = `&after=${encodeURIComponent(page.last_id)}`;
  }
}

function event(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) {
      name = line.slice(6).trim();
    } else if (line.startsWith("data:")) {
      data.push(line.slice(5).replace(/^ /, ""));
    }
  }
  return {name, data: data.join("\n")};
}

/** The server sends a comment twice a second: after so many milliseconds without one, the connection is dead. */
const SILENCE = 10_000;

async function readSoon(reader) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("silence")), SILENCE);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (error) {
    reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Reads server-sent events until the stream ends. EventSource would not send the key. */
export async function events(path, listener, signal) {
  const response = await send(path, {signal, headers: {Accept: "text/event-stream"}});
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const {done, value} = await readSoon(reader);
    if (done) {
      return;
    }
    const blocks = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
    rest = blocks.pop();
    blocks.map(event).filter((one) => one.data).forEach(listener);
  }
}

/** A link to a file or a report that was made for another address of this server, at this address. */
export function here(link) {
  const path = link?.match(/\/((?:media|reports)\/[^?#]*)$/)?.[1];
  return path ? new URL(path, ROOT).href : link;
}

/** Whether a link leads on to a bucket, where browsers open a file that they were to save, in the place of this page. */
export async function leadsAway(url) {
  return (await fetch(url, {redirect: "manual", headers: {Range: "bytes=0-0"}})).type === "opaqueredirect";
}

/** Saves a file under a name; the browser shows its progress if the link needs no key. */
export function save(url, name) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
