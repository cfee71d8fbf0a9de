// LangChain.js with its models for OpenAI.

import assert from 'node:assert/strict';
import { ChatOpenAI, DallEAPIWrapper } from '@langchain/openai';
import { isImageMessage, isPng, key, opened, refused, run } from './facts.mjs';

const configuration = (baseURL) => ({ apiKey: key, configuration: { baseURL } });
const chat = (base, more) => new ChatOpenAI({ model: 'tiny_image', ...configuration(base), ...more });
const images = (base, more) =>
  new DallEAPIWrapper({ model: 'tiny_image', n: 1, ...configuration(base), baseUrl: base, ...more });

async function streamed(base, prompt) {
  let text = '';
  for await (const chunk of await chat(base).stream(prompt)) text += chunk.content;
  return text;
}

async function isRefused(status, call) {
  const error = await refused(call);
  assert.equal(error.status, status, `${error}`);
}

await run({
  'an image as a link': async (base, prompt) => isPng(await opened(await images(base).invoke(prompt))),
  'an image in base64': async (base, prompt) => {
    const answer = await images(base, { dallEResponseFormat: 'b64_json' }).invoke(prompt);
    isPng(Buffer.from(answer, 'base64'));
  },
  'an image by chat': async (base, prompt) => isImageMessage((await chat(base).invoke(prompt)).content),
  'an image by streamed chat': async (base, prompt) => isImageMessage(await streamed(base, prompt)),
  'a refused order': (base, prompt) =>
    isRefused(400, () => chat(base).invoke(`[sandbox:refuse] ${prompt}`)),
  'a refusal in a stream': async (base, prompt) => {
    const error = await refused(() => streamed(base, `[sandbox:refuse] ${prompt}`));
    assert.match(JSON.stringify(error) + error, /refused/);
  },
  'a failed render': (base, prompt) =>
    isRefused(422, () => chat(base, { maxRetries: 3 }).invoke(`[sandbox:fail] ${prompt}`)),
  'a call that is cut and repeated': async (base, prompt) => {
    const patient = chat(base, { timeout: 2_000, maxRetries: 4 });
    await isImageMessage((await patient.invoke(`[sandbox:3s] ${prompt}`)).content);
  },
});
