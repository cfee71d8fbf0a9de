// An agent of Mastra, whose model is any that speaks OpenAI's chat.

import assert from 'node:assert/strict';
import { Agent } from '@mastra/core/agent';
import { isImageMessage, key, refused, run } from './facts.mjs';

const agent = (url, more) =>
  new Agent({
    id: 'painter',
    name: 'painter',
    instructions: 'Paint what you are told.',
    model: { id: 'reelway/tiny_image', url, apiKey: key },
    ...more,
  });

async function streamed(base, prompt) {
  const answer = await agent(base).stream(prompt);
  let text = '';
  for await (const part of answer.textStream) text += part;
  if (answer.error) throw answer.error;
  return text;
}

const isRefused = async (call) =>
  assert.match(JSON.stringify(await refused(call)), /refused|render/);

await run({
  'an image by chat': async (base, prompt) => isImageMessage((await agent(base).generate(prompt)).text),
  'an image by streamed chat': async (base, prompt) => isImageMessage(await streamed(base, prompt)),
  'a refused order': (base, prompt) => isRefused(() => agent(base).generate(`[sandbox:refuse] ${prompt}`)),
  'a refusal in a stream': async (base, prompt) => {
    const error = await refused(() => streamed(base, `[sandbox:refuse] ${prompt}`));
    assert.match(JSON.stringify(error) + error, /refused/);
  },
  'a failed render': (base, prompt) => isRefused(() => agent(base).generate(`[sandbox:fail] ${prompt}`)),
});
