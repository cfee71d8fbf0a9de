// OpenAI's own client for Node, in each version that the drill installs.

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import OpenAI, { toFile } from 'openai';
import { direct, isImageMessage, isPng, isVideo, key, opened, red, refused, run, until } from './facts.mjs';

const client = (baseURL, more) => new OpenAI({ baseURL, apiKey: key, ...more });
const videoOf = (prompt) => ({ prompt, model: 'tiny', size: '128x72', seconds: '1' });
const image = (prompt, more) => ({ prompt, model: 'tiny_image', size: '1024x1024', ...more });
const chat = (prompt, model = 'tiny_image') => ({ model, messages: [{ role: 'user', content: prompt }] });

const ended = (openai, id) =>
  until(() => openai.videos.retrieve(id), (video) => /completed|failed/.test(video.status));

async function made(prompt) {
  const aside = client(direct);
  const { id } = await aside.videos.create(videoOf(prompt));
  assert.equal((await ended(aside, id)).status, 'completed');
  return id;
}

async function streamed(openai, params) {
  let text = '';
  for await (const chunk of await openai.chat.completions.create({ ...params, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? '';
  }
  return text;
}

async function listed(pages, id) {
  for await (const one of pages) if (one.id === id) return;
  assert.fail(`${id} is not listed`);
}

const videos = {
  'a video, made and polled': async (base, prompt) => {
    const openai = client(base);
    const { id } = await openai.videos.create(videoOf(prompt));
    assert.equal((await ended(openai, id)).status, 'completed');
  },
  'the content of a video': async (base, prompt) => {
    const content = await client(base).videos.downloadContent(await made(prompt));
    isVideo(await content.arrayBuffer());
  },
  'videos, listed': async (base, prompt) => {
    const id = await made(prompt);
    await listed(client(base).videos.list({ limit: 2 }), id);
  },
  'a video, remixed': async (base, prompt) => {
    const openai = client(base);
    const { id } = await openai.videos.remix(await made(prompt), { prompt: 'at night' });
    assert.equal((await ended(client(direct), id)).status, 'completed');
  },
  'a video, deleted': async (base, prompt) =>
    assert.equal((await client(base).videos.delete(await made(prompt))).deleted, true),
};

const others = {
  'an image as a link': async (base, prompt) =>
    isPng(await opened((await client(base).images.generate(image(prompt))).data[0].url)),
  'an image in base64': async (base, prompt) => {
    const { data } = await client(base).images.generate(image(prompt, { response_format: 'b64_json' }));
    isPng(Buffer.from(data[0].b64_json, 'base64'));
  },
  'an image from an image': async (base, prompt) => {
    const params = image(prompt, { image: createReadStream(red) });
    isPng(await opened((await client(base).images.edit(params)).data[0].url));
  },
  'an image by chat': async (base, prompt) => {
    const answer = await client(base).chat.completions.create(chat(prompt));
    await isImageMessage(answer.choices[0].message.content);
  },
  'an image by streamed chat': async (base, prompt) =>
    isImageMessage(await streamed(client(base), chat(prompt))),
  'a file, sent and fetched': async (base) => {
    const openai = client(base);
    const { id } = await openai.files.create({ file: createReadStream(red), purpose: 'vision' });
    const content = await openai.files.content(id);
    assert.deepEqual(Buffer.from(await content.arrayBuffer()), await readFile(red));
  },
  'a batch': async (base, prompt) => {
    const openai = client(base);
    const [url, body] = ['/v1/images/generations', image(prompt)];
    const line = JSON.stringify({ custom_id: 'a', method: 'POST', url, body });
    const file = await toFile(Buffer.from(line), 'orders.jsonl');
    const input = await client(direct).files.create({ file, purpose: 'batch' });
    const order = { input_file_id: input.id, endpoint: url, completion_window: '24h' };
    const { id } = await openai.batches.create(order);
    const done = (batch) => /completed|failed|expired/.test(batch.status);
    const batch = await until(() => openai.batches.retrieve(id), done);
    assert.deepEqual([batch.status, batch.request_counts.completed], ['completed', 1]);
  },
  'a refused order': async (base, prompt) => {
    const error = await refused(() => client(base).images.generate(image(`[sandbox:refuse] ${prompt}`)));
    assert.ok(error instanceof OpenAI.BadRequestError, `${error}`);
    assert.equal(error.code, 'refused');
  },
  'a refusal in a stream': async (base, prompt) => {
    const error = await refused(() => streamed(client(base), chat(`[sandbox:refuse] ${prompt}`)));
    assert.ok(error instanceof OpenAI.APIError, `${error}`);
    assert.equal(error.code, 'refused');
  },
  'a failed render': async (base, prompt) => {
    const error = await refused(() => client(base).images.generate(image(`[sandbox:fail] ${prompt}`)));
    assert.ok(error instanceof OpenAI.UnprocessableEntityError, `${error}`);
    assert.equal(error.code, 'failed');
  },
  'a call that is cut and repeated': async (base, prompt) => {
    const openai = client(base, { timeout: 2_000, maxRetries: 4 });
    const { data } = await openai.images.generate(image(`[sandbox:3s] ${prompt}`));
    isPng(await opened(data[0].url));
  },
};

await run(client('http://127.0.0.1').videos ? { ...videos, ...others } : others);
