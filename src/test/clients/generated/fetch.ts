// The client that OpenAPI Generator makes as typescript-fetch.

import { Configuration, VideosApi } from './fetch/index.js';

declare const process: { argv: string[] };

const [basePath, model] = process.argv.slice(2);
const api = new VideosApi(new Configuration({ basePath, headers: { Authorization: 'demo' } }));
const made = await api.createVideo({ prompt: 'a kite', model });
const seen = await api.retrieveVideo({ videoId: made.id });
if (seen.id !== made.id) throw new Error(JSON.stringify(seen));
console.log(`ok ${seen.id}`);
