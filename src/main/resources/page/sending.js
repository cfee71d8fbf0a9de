// The keys of what was sent: until an answer is certain, the same order has the same key, so that it is made once.

import {requestKey, ROOT, send} from "./api.js";
import {notify} from "./parts.js";
import {t} from "./text.js";

const STORE = `reelway.sending:${ROOT.pathname}`;
/** How long the service knows a key. */
const DAY = 86_400_000;
const MOST = 200;

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}

/** What was sent, the oldest first, with its key and when it was sent first. */
const sending = new Map(stored());

/** What does not fit into the browser's store is known until the page is left. */
function store() {
  let rows = [...sending].slice(-MOST);
  for (;;) {
    try {
      return sessionStorage.setItem(STORE, JSON.stringify(rows));
    } catch {
      if (rows.length === 0) {
        return undefined;
      }
      rows = rows.slice(Math.ceil(rows.length / 2));
    }
  }
}

function keyOf(what) {
  const before = sending.get(what);
  if (before && Date.now() - before.time < DAY) {
    return before.key;
  }
  const key = requestKey();
  sending.delete(what);
  sending.set(what, {key, time: Date.now()});
  if (sending.size > MOST) {
    sending.delete(sending.keys().next().value);
  }
  store();
  return key;
}

function forget(what, key) {
  if (sending.get(what)?.key === key) {
    sending.delete(what);
    store();
  }
}

/** Forgets all, for the next person at this device. */
export function forgetSending() {
  sending.clear();
  sessionStorage.removeItem(STORE);
}

/**
 * Whether an answer is the last one under its key, as the service keeps it. No other one says that an earlier request
 * with the key has made nothing; that it was another request says the contrary.
 */
function isCertain(error) {
  return error.isOurs && [400, 404, 410, 422].includes(error.status) && error.code !== "idempotency_key_reused";
}

/** Runs what pays with a key, which stays the same for the same thing until the answer is certain. */
export async function once(thing, run) {
  const what = JSON.stringify(thing);
  const key = keyOf(what);
  try {
    const answer = await run(key);
    forget(what, key);
    return answer;
  } catch (error) {
    isCertain(error) && forget(what, key);
    throw error;
  }
}

/** What a file is recognised by when it is chosen again. */
export function fileOf({name, size, lastModified}) {
  return [name, size, lastModified];
}

/** Posts an order, as JSON or as a form, and says that it was sent, or that it had arrived before. */
export function order(path, {json, form}) {
  const fields = json ?? [...form].map(([name, value]) => [name, value instanceof File ? fileOf(value) : value]);
  return once([path, fields], async (key) => {
    const response = await send(path, {method: "POST", headers: {"Idempotency-Key": key}, json, form});
    const made = await response.json();
    notify(t(response.headers.get("Idempotent-Replayed") === "true" ? "sentBefore" : "sent"), "good");
    return made;
  });
}
