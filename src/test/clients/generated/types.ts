// The types that openapi-typescript makes, under a client that knows nothing else of the API.

import createClient from 'openapi-fetch';
import type { paths } from './api.js';

declare const process: { argv: string[] };

const [baseUrl, model] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl, headers: { Authorization: 'demo' } });
const made = await api.POST('/v1/videos', { body: { prompt: 'a kite', model } });
if (!made.data) throw new Error(JSON.stringify(made.error));
const path = { video_id: made.data.id };
const seen = await api.GET('/v1/videos/{video_id}', { params: { path } });
if (seen.data?.id !== made.data.id) throw new Error(JSON.stringify(seen.error));
console.log(`ok ${seen.data.id}`);
