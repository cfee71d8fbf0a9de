// The behaviour that OpenAI's own client for Node finds when only its base URL is changed.
// Prints one line for each fact of the group that is named: "ok <name>" or "not ok <name>: <why>".

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import OpenAI, { toFile } from 'openai';

const baseURL = process.env.REELWAY_URL;
const [red, blue, mask] = [process.env.RED_PNG, process.env.BLUE_JPG, process.env.MASK_PNG];

const as = (apiKey) => new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const client = as(process.env.REELWAY_KEY);

const videoOf = (prompt, more) => ({ prompt, model: 'tiny', size: '128x72', seconds: '1', ...more });
const image = (prompt, more) => ({ prompt, model: 'tiny_image', size: '1024x1024', ...more });
const chat = (model, content, more) => ({ model, messages: [{ role: 'user', content }], ...more });
const small = { size: '128x72', seconds: 1 };
const unknown = 'video_' + '0'.repeat(32);

// Waits on a condition for as long as the service is given anywhere.
async function until(look, holds) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    assert.ok(Date.now() < deadline, `still ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const ended = (id) =>
  until(() => client.videos.retrieve(id), (video) => /completed|failed/.test(video.status));

async function made(params) {
  const video = await ended((await client.videos.create(params)).id);
  assert.equal(video.status, 'completed');
  return video;
}

async function bytes(response) {
  return Buffer.from(await (await response).arrayBuffer());
}

async function opened(link) {
  const answer = await fetch(link);
  assert.equal(answer.status, 200, link);
  return bytes(answer);
}

const isVideo = (data) => assert.equal(data.toString('latin1', 4, 8), 'ftyp');
const isPng = (data) => assert.equal(data.toString('latin1', 1, 4), 'PNG');

function link(pattern, text) {
  const found = pattern.exec(text);
  assert.ok(found, `a link in ${text}`);
  return found[1];
}

const videoLink = (text) => link(/\[点击这里\]\((https?:\/\/[^)]+)\)/, text);
const imageLink = (text) => link(/!\[[^\]]*\]\((https?:\/\/[^)]+)\)/, text);

async function listed(pages) {
  const ids = [];
  for await (const one of pages) ids.push(one.id);
  return ids;
}

async function streamed(params) {
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ ...params, stream: true })) {
    chunks.push(chunk);
  }
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  return chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join('');
}

async function refused(type, status, call) {
  const error = await call().then(() => assert.fail('nothing was refused'), (e) => e);
  assert.ok(error instanceof type, `${error}`);
  assert.equal(error.status, status);
  assert.ok(error.requestID);
  return error;
}

const groups = {
  videos: {
    'a prompt becomes a video': async () => {
      const video = await made(videoOf('a kite'));
      assert.equal(video.object, 'video');
      assert.equal(video.progress, 100);
      assert.equal(video.prompt, 'a kite');
      assert.equal(video.size, '128x72');
      assert.equal(video.seconds, '1');
      assert.equal(video.error, null);
    },
    'a reference is a stream of a file': () =>
      made(videoOf('from a stream', { input_reference: createReadStream(red) })),
    'a reference is bytes with a name': async () =>
      made(videoOf('from bytes', { input_reference: await toFile(await readFile(blue), 'b.jpg') })),
    'a reference is a url': async () => {
      const url = `data:image/png;base64,${await readFile(red, 'base64')}`;
      await made(videoOf('from a url', { input_reference: { image_url: url } }));
    },
    'a failure is told with its reason': async () => {
      const { id } = await client.videos.create(videoOf('[sandbox:refuse] no'));
      const video = await ended(id);
      assert.equal(video.status, 'failed');
      assert.equal(video.error.code, 'refused');
    },
    'a list ends after its last page': async () => {
      const ids = [];
      for (let i = 0; i < 5; i++) {
        ids.push((await client.videos.create(videoOf(`[sandbox:never] number ${i}`))).id);
      }
      const all = await listed(client.videos.list({ limit: 2, order: 'asc' }));
      assert.equal(new Set(all).size, all.length);
      assert.deepEqual(all.filter((id) => ids.includes(id)), ids);
    },
    'several videos and metadata are read and found': async () => {
      const params = { metadata: { 'shot 12': 'b.[1]' }, n: 2 };
      const video = await made(videoOf('two kites', params));
      assert.deepEqual(video.metadata, params.metadata);
      assert.equal(video.outputs.length, 2);
      const filter = { status: 'completed,failed', metadata: params.metadata, limit: 1 };
      assert.deepEqual(await listed(client.videos.list(filter)), [video.id]);
    },
    'a deleted video is gone': async () => {
      const { id } = await client.videos.create(videoOf('[sandbox:never] unwanted'));
      const deleted = await client.videos.delete(id);
      assert.deepEqual({ ...deleted }, { id, object: 'video.deleted', deleted: true });
      await refused(OpenAI.NotFoundError, 404, () => client.videos.retrieve(id));
    },
    'a video is remixed': async () => {
      const source = await made(videoOf('a boat'));
      const { id } = await client.videos.remix(source.id, { prompt: 'at night' });
      const remix = await ended(id);
      assert.equal(remix.status, 'completed');
      assert.equal(remix.remixed_from_video_id, source.id);
    },
    'a video is edited by its id and extended as a file': async () => {
      const source = await made(videoOf('a boat to be edited'));
      const edit = await client.videos.edit({ prompt: 'in snow', video: { id: source.id } });
      assert.equal((await ended(edit.id)).status, 'completed');
      assert.equal(edit.remixed_from_video_id, source.id);
      const file = await toFile(await bytes(client.videos.downloadContent(source.id)), 'boat.mp4');
      const longer = { prompt: 'it sails', seconds: '4', video: file, model: 'tiny' };
      const extension = await client.videos.extend(longer);
      assert.equal((await ended(extension.id)).status, 'completed');
      assert.equal(extension.seconds, '5');
    },
    'a video is downloaded whole or in parts': async () => {
      const { id } = await made(videoOf('a train'));
      const whole = await bytes(client.videos.downloadContent(id));
      isVideo(whole);
      const range = { headers: { Range: 'bytes=4-7' } };
      const part = await client.videos.downloadContent(id, {}, range);
      assert.equal(part.status, 206);
      assert.deepEqual(await bytes(part), whole.subarray(4, 8));
      const thumbnail = await bytes(client.videos.downloadContent(id, { variant: 'thumbnail' }));
      assert.equal(thumbnail.toString('latin1', 8, 12), 'WEBP');
    },
    'a completed video carries a link that opens without a licence': async () => {
      const { url } = await made(videoOf('a link'));
      assert.match(url, /\.mp4/);
      isVideo(await opened(url));
    },
  },

  models: {
    'models are listed and shown': async () => {
      const ids = await listed(client.models.list());
      assert.ok(ids.includes('tiny') && ids.includes('sora-2'), ids.join());
      assert.equal((await client.models.retrieve('tiny')).object, 'model');
      await refused(OpenAI.NotFoundError, 404, () => client.models.retrieve('none'));
    },
  },

  images: {
    'an image is a link that opens without a licence': async () => {
      const answer = await client.images.generate(image('a lake'));
      assert.equal(answer.data.length, 1);
      isPng(await opened(answer.data[0].url));
    },
    'images are base64': async () => {
      const params = image('two lakes', { n: 2, response_format: 'b64_json' });
      const { data } = await client.images.generate(params);
      assert.equal(data.length, 2);
      data.forEach((one) => isPng(Buffer.from(one.b64_json, 'base64')));
    },
    'one image is edited': async () => {
      const params = image('a red lake', { image: createReadStream(red) });
      isPng(await opened((await client.images.edit(params)).data[0].url));
    },
    'several images are edited together': async () => {
      const files = [createReadStream(red), await toFile(await readFile(blue), 'blue.jpg')];
      const params = image('both lakes', { image: files });
      isPng(await opened((await client.images.edit(params)).data[0].url));
    },
    'images are streamed': async () => {
      const params = image('two streamed lakes', { n: 2, stream: true, partial_images: 3 });
      const events = [];
      for await (const event of await client.images.generate(params)) events.push(event);
      const types = [3, 2].flatMap((n, i) =>
        Array(n).fill(`image_generation.${['partial_image', 'completed'][i]}`));
      assert.deepEqual(events.map((event) => event.type), types);
      assert.deepEqual(events.slice(0, 3).map((event) => event.partial_image_index), [0, 1, 2]);
      for (const event of events) {
        assert.equal(event.size, '1024x1024');
        assert.ok(event.created_at > 0 && event.quality && event.background);
        assert.equal(event.output_format, 'png');
        isPng(Buffer.from(event.b64_json, 'base64'));
      }
    },
    'an edit with a mask is streamed': async () => {
      const files = { image: createReadStream(red), mask: createReadStream(mask) };
      const events = [];
      for await (const event of await client.images.edit(image('a lake', { ...files, stream: true })))
        events.push(event);
      assert.deepEqual(events.map((event) => event.type), ['image_edit.completed']);
      isPng(Buffer.from(events[0].b64_json, 'base64'));
    },
  },

  chat: {
    'an image is answered as a link': async () => {
      const answer = await client.chat.completions.create(chat('tiny_image', 'a hill'));
      assert.equal(answer.object, 'chat.completion');
      assert.equal(answer.choices[0].finish_reason, 'stop');
      isPng(await opened(imageLink(answer.choices[0].message.content)));
    },
    'an image comes from an image': async () => {
      const url = `data:image/png;base64,${await readFile(red, 'base64')}`;
      const parts = [
        { type: 'text', text: 'a brighter hill' },
        { type: 'image_url', image_url: { url } },
      ];
      const answer = await client.chat.completions.create(chat('tiny_image', parts));
      isPng(await opened(imageLink(answer.choices[0].message.content)));
    },
    'a video is answered as a link': async () => {
      const answer = await client.chat.completions.create(chat('tiny', 'a hill moves', small));
      isVideo(await opened(videoLink(answer.choices[0].message.content)));
    },
    'an image is streamed': async () => {
      isPng(await opened(imageLink(await streamed(chat('tiny_image', 'a streamed hill')))));
    },
    'a refusal in a stream is an error': async () => {
      const refusal = await streamed(chat('tiny', '[sandbox:refuse] a video', small)).then(
        () => assert.fail('nothing was refused'),
        (e) => e,
      );
      assert.ok(refusal instanceof OpenAI.APIError, `${refusal}`);
      assert.equal(refusal.code, 'refused');
    },
    'usage is streamed when it is asked for': async () => {
      const params = { ...chat('tiny_image', 'a counted hill'), stream: true };
      const chunks = async (more) => {
        const all = [];
        for await (const chunk of await client.chat.completions.create({ ...params, ...more })) {
          all.push(chunk);
        }
        return all;
      };
      const counted = await chunks({ stream_options: { include_usage: true } });
      assert.deepEqual(counted.at(-1).choices, []);
      assert.ok(counted.at(-1).usage.total_tokens > 0);
      assert.ok((await chunks({})).every((one) => one.choices.length === 1 && !one.usage));
    },
    'a video is streamed with its progress': async () => {
      const text = await streamed(chat('tiny', '[sandbox:2s] a streamed video', small));
      assert.match(text, /⌛️ 任务正在队列中/);
      assert.match(text, /进度[：:]\s*(\d+(?:\.\d+)?)\s*%/);
      isVideo(await opened(videoLink(text)));
    },
    'a listener who leaves does not stop the video': async () => {
      const prompt = '[sandbox:2s] nobody waits for this one';
      const params = { ...chat('tiny', prompt, small), stream: true };
      for await (const chunk of await client.chat.completions.create(params)) {
        if (chunk.choices[0].delta.content?.includes('⌛️')) break;
      }
      const find = async () => (await client.videos.list()).data.find((v) => v.prompt === prompt);
      await until(find, (video) => video?.status === 'completed');
    },
  },

  files: {
    'a file is kept as it came': async () => {
      const file = await client.files.create({ file: createReadStream(red), purpose: 'vision' });
      assert.equal(file.object, 'file');
      assert.equal(file.filename, 'red.png');
      assert.deepEqual({ ...(await client.files.retrieve(file.id)) }, { ...file });
      assert.deepEqual(await bytes(client.files.content(file.id)), await readFile(red));
      assert.ok((await listed(client.files.list({ limit: 1 }))).includes(file.id));
    },
    'a file is a reference of a video': async () => {
      const file = await client.files.create({ file: createReadStream(red), purpose: 'vision' });
      await made(videoOf('from a kept file', { input_reference: { file_id: file.id } }));
    },
    'a deleted file is gone': async () => {
      const { id } = await client.files.create({ file: createReadStream(red), purpose: 'vision' });
      assert.equal((await client.files.delete(id)).deleted, true);
      await refused(OpenAI.NotFoundError, 404, () => client.files.retrieve(id));
    },
  },

  errors: {
    'a wrong parameter is a bad request': async () => {
      const params = videoOf('a video', { model: 'sora_video2-30s' });
      const error = await refused(OpenAI.BadRequestError, 400, () => client.videos.create(params));
      assert.equal(error.param, 'model');
      assert.equal(error.type, 'invalid_request_error');
    },
    'a wrong licence is an authentication error': () =>
      refused(OpenAI.AuthenticationError, 401, () => as('stranger').videos.list()),
    'a missing scope is permission denied': () =>
      refused(OpenAI.PermissionDeniedError, 403, () => as('talker-key').videos.list()),
    'an unknown video is not found': () =>
      refused(OpenAI.NotFoundError, 404, () => client.videos.retrieve(unknown)),
  },

  'refused images': {
    'a refused image is a bad request': async () => {
      const params = image('[sandbox:refuse] an image');
      const error = await refused(OpenAI.BadRequestError, 400, () => client.images.generate(params));
      assert.equal(error.code, 'refused');
    },
    'a failed image is unprocessable and not retried': async () => {
      const params = image('[sandbox:fail] an image');
      const call = () => client.images.generate(params);
      const error = await refused(OpenAI.UnprocessableEntityError, 422, call);
      assert.equal(error.headers.get('x-should-retry'), 'false');
    },
    'a failed stream is an error': async () => {
      const stream = await client.images.generate(image('[sandbox:fail] an image', { stream: true }));
      const read = async () => { for await (const _ of stream) assert.fail('nothing failed'); };
      await assert.rejects(read, (error) => error.code === 'failed');
    },
  },

  // Of a service that lets one call wait at a time.
  limits: {
    'one call too many is limited': async () => {
      const params = image('[sandbox:3s] a slow image');
      const other = as('node-at-once');
      const calls = Array.from({ length: Number(process.env.WAITING_CALLS) + 1 },
        () => other.images.generate(params));
      const refusals = (await Promise.allSettled(calls)).filter((c) => c.status === 'rejected');
      assert.equal(refusals.length, 1);
      assert.ok(refusals[0].reason instanceof OpenAI.RateLimitError, `${refusals[0].reason}`);
      assert.equal(refusals[0].reason.code, 'rate_limit_exceeded');
    },
  },
};

for (const [name, fact] of Object.entries(groups[process.argv[2]])) {
  try {
    await fact();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}: ${String(error?.message ?? error).replaceAll('\n', ' ')}`);
  }
}
