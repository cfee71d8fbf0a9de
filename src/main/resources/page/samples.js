// The same request as code, for people who go on with a program.

import {ROOT} from "./api.js";

const KNOWN = new Set(["model", "prompt", "seconds", "size", "input_reference"]);

const quoted = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;
const json = (value) => JSON.stringify(value, null, 2);
const indent = (text, by) => text.replaceAll("\n", `\n${" ".repeat(by)}`);

function curl(fields, files) {
  const url = new URL("v1/videos", ROOT);
  const head = `curl ${url} \\\n  -H "Authorization: Bearer $REELWAY_KEY"`;
  if (files.length === 0) {
    return `${head} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(json(fields))}`;
  }
  const form = Object.entries(fields).map(([name, value]) => `--form-string ${quoted(`${name}=${value}`)}`);
  const parts = files.map(({role, name}) => `-F ${quoted(`${role}=@${name}`)}`);
  return [head, ...form, ...parts].join(" \\\n  ");
}

const python = (value) => (value === true ? "True" : value === false ? "False" : JSON.stringify(value));

function inPython(fields, files) {
  const known = Object.entries(fields).filter(([name]) => KNOWN.has(name));
  const others = Object.entries(fields).filter(([name]) => !KNOWN.has(name));
  const lines = known.map(([name, value]) => `    ${name}=${python(name === "seconds" ? String(value) : value)},`);
  if (files.length) {
    lines.push(`    input_reference=open(${JSON.stringify(files[0].name)}, "rb"),`);
  }
  if (others.length) {
    lines.push(`    extra_body={${others.map(([name, value]) => `${JSON.stringify(name)}: ${python(value)}`).join(", ")}},`);
  }
  return `import os, time
from openai import OpenAI

client = OpenAI(base_url="${new URL("v1", ROOT)}", api_key=os.environ["REELWAY_KEY"])
video = client.videos.create(
${lines.join("\n")}
)
while video.status in ("queued", "in_progress"):
    time.sleep(2)
    video = client.videos.retrieve(video.id)
client.videos.download_content(video.id).write_to_file("video.mp4")`;
}

function inJavaScript(fields, files) {
  const all = {...fields, ...(fields.seconds ? {seconds: String(fields.seconds)} : {})};
  const body = json(all);
  const image = files.length ? `${body.slice(0, -2)},\n  "input_reference": fs.createReadStream(${JSON.stringify(files[0].name)})\n}` : body;
  return `import fs from "node:fs";
import OpenAI from "openai";

const client = new OpenAI({baseURL: "${new URL("v1", ROOT)}", apiKey: process.env.REELWAY_KEY});
let video = await client.videos.create(${indent(image, 0)});
while (["queued", "in_progress"].includes(video.status)) {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  video = await client.videos.retrieve(video.id);
}
const content = await client.videos.downloadContent(video.id);
fs.writeFileSync("video.mp4", Buffer.from(await content.arrayBuffer()));`;
}

/** The samples by the name of their language. Clients of OpenAI take one image; curl takes all. */
export function samples(fields, files) {
  return {curl: curl(fields, files), Python: inPython(fields, files), JavaScript: inJavaScript(fields, files)};
}
