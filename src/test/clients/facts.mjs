// What the programs of all clients for Node share. A program without the variable REELWAY prints the
// names of its facts. With it, a JSON object with a base URL for each fact, it prints "ok <name>" or
// "not ok <name>: <why>" for each. DIRECT is a base URL for what is not to be recorded.

import assert from 'node:assert/strict';

export const direct = process.env.DIRECT;
export const [red, blue] = [process.env.RED_PNG, process.env.BLUE_JPG];
export const key = 'demo';

export async function run(facts) {
  const urls = process.env.REELWAY && JSON.parse(process.env.REELWAY);
  for (const [name, fact] of Object.entries(facts)) {
    console.log(urls ? await said(name, fact, urls[name]) : name);
  }
  process.exit(0);
}

async function said(name, fact, baseURL) {
  try {
    await fact(baseURL, `${process.env.CLIENT}: ${name}`);
    return `ok ${name}`;
  } catch (error) {
    return `not ok ${name}: ${String(error?.stack ?? error).replaceAll(/\s+/g, ' ').slice(0, 600)}`;
  }
}

// Waits on a condition for as long as the service is given anywhere.
export async function until(look, holds) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    assert.ok(Date.now() < deadline, `still ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// What a link answers to somebody who shows no licence.
export async function opened(link) {
  const { pathname, search } = new URL(link);
  const answer = await fetch(new URL(pathname + search, direct));
  assert.equal(answer.status, 200, link);
  return Buffer.from(await answer.arrayBuffer());
}

export const isVideo = (data) => assert.equal(Buffer.from(data).toString('latin1', 4, 8), 'ftyp');
export const isPng = (data) => assert.equal(Buffer.from(data).toString('latin1', 1, 4), 'PNG');

export async function isImageMessage(text) {
  const found = /!\[[^\]]*\]\((https?:\/\/[^)]+)\)/.exec(text);
  assert.ok(found, `a link in ${text}`);
  isPng(await opened(found[1]));
}

export async function refused(call) {
  return call().then(
    (answer) => assert.fail(`nothing was refused: ${JSON.stringify(answer)}`),
    (error) => error,
  );
}
