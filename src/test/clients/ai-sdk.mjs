// Vercel's AI SDK with its provider for OpenAI.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateImage, generateText, RetryError, streamText } from 'ai';
import { isImageMessage, isPng, key, red, refused, run } from './facts.mjs';

const openai = (baseURL) => createOpenAI({ baseURL, apiKey: key });
const size = '1024x1024';
const image = (base, prompt, more) =>
  generateImage({ model: openai(base).image('gpt-image-tiny'), prompt, size, ...more });

async function streamed(base, prompt) {
  let text = '';
  const model = openai(base).chat('tiny_image');
  for await (const part of streamText({ model, prompt, onError: () => {} }).fullStream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta') text += part.text;
  }
  return text;
}

async function isRefused(status, call) {
  const error = await refused(call);
  assert.ok(!RetryError.isInstance(error), `${error}`);
  assert.ok(APICallError.isInstance(error), `${error}`);
  assert.equal(error.statusCode, status);
  assert.equal(error.isRetryable, false);
}

await run({
  'an image in base64': async (base, prompt) => isPng((await image(base, prompt)).image.uint8Array),
  'an image from an image': async (base, prompt) => {
    const made = await image(base, { text: prompt, images: [await readFile(red)] });
    isPng(made.image.uint8Array);
  },
  'an image by chat': async (base, prompt) =>
    isImageMessage((await generateText({ model: openai(base).chat('tiny_image'), prompt })).text),
  'an image by streamed chat': async (base, prompt) => isImageMessage(await streamed(base, prompt)),
  'a refused order': (base, prompt) => isRefused(400, () => image(base, `[sandbox:refuse] ${prompt}`)),
  'a refusal in a stream': async (base, prompt) => {
    const error = await refused(() => streamed(base, `[sandbox:refuse] ${prompt}`));
    assert.match(JSON.stringify(error) + error, /refused/);
  },
  'a failed render': (base, prompt) => isRefused(422, () => image(base, `[sandbox:fail] ${prompt}`)),
  // Its timeouts end a call for good, so the caller repeats it.
  'a call that is cut and repeated by its caller': async (base, prompt) => {
    const slow = `[sandbox:3s] ${prompt}`;
    await refused(() => image(base, slow, { abortSignal: AbortSignal.timeout(1_500) }));
    isPng((await image(base, slow)).image.uint8Array);
  },
});
