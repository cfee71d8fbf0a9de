// The form for a new video: it offers what the chosen model can make, and nothing else.

import {html, useEffect, useRef, useState} from "./preact.js";
import {call} from "./api.js";
import {Button, copy, Dialog, Icon, notify, Problem, Segments, Select, Switch, useAction} from "./parts.js";
import {samples} from "./samples.js";
import {order as send} from "./sending.js";
import {lengthsOf, nearestLength, ratiosOf, resolutionsOf, sizeFor, sizesOf} from "./shapes.js";
import {money, t} from "./text.js";
import {videos} from "./videos.js";

const DRAFT = "reelway.draft";
const EMPTY = {prompt: "", model: "", ratio: "16:9", resolution: "720p", seconds: 0, n: 1, audio: true, negative: "", seed: "", watermark: null};

function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

/** Forgets what was written, for the next person at this device. */
export function forgetDraft() {
  sessionStorage.removeItem(DRAFT);
}

function takes(capabilities, parameter) {
  return capabilities?.parameters?.includes(parameter) ?? false;
}

/** What an image can be to this model's videos. */
function rolesOf(capabilities) {
  return ["first_frame", ...["last_frame", "reference_images"].filter((role) => takes(capabilities, role))];
}

/** The parameters of the request, without those that the model does not take. */
function fieldsOf(draft, model, size) {
  const can = model?.capabilities;
  const fields = {model: model?.id, prompt: draft.prompt, seconds: draft.seconds};
  const put = (name, value) => {
    if (value !== "" && value !== null && value !== undefined) {
      fields[name] = value;
    }
  };
  put("size", size?.size);
  put("n", draft.n > 1 ? draft.n : null);
  put("generate_audio", takes(can, "generate_audio") ? draft.audio : null);
  put("negative_prompt", takes(can, "negative_prompt") ? draft.negative : null);
  put("seed", takes(can, "seed") && draft.seed !== "" ? Number(draft.seed) : null);
  put("watermark", can?.watermark === false ? null : draft.watermark);
  return fields;
}

function bodyOf(fields, images) {
  if (images.length === 0) {
    return {json: fields};
  }
  const form = new FormData();
  Object.entries(fields).forEach(([name, value]) => form.append(name, String(value)));
  images.forEach(({role, file}) => form.append(role, file, file.name));
  return {form};
}

/** What the order would cost, asked anew whenever it changes and the person pauses. */
function useEstimate(fields, ready) {
  const [estimate, setEstimate] = useState(null);
  const asked = JSON.stringify({...fields, prompt: fields.prompt ? "x" : ""});
  useEffect(() => {
    const stop = new AbortController();
    const timer = ready && setTimeout(async () => {
      try {
        setEstimate(await call("v1/videos/estimate", {method: "POST", json: {...fields, prompt: fields.prompt || "x"}, signal: stop.signal}));
      } catch {
        setEstimate(null);
      }
    }, 350);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked, ready]);
  return estimate;
}

function Cost({estimate}) {
  const cost = estimate?.cost;
  return cost?.amount === undefined ? null : html`<span class="cost" title=${t("estimated")}>${t("costs", {amount: money(cost.amount, cost.currency)})}</span>`;
}

function Images({images, roles, most, onChange}) {
  const input = useRef();
  const add = (files) => onChange(withFiles(images, files, roles, most));
  const set = (index, role) => onChange(images.map((one, i) => (i === index ? {...one, role} : one)));
  return html`<div class="images">
    ${images.map((one, i) => html`<figure key=${one.url} class="thumb">
      <img src=${one.url} alt=${one.file.name} />
      <figcaption>
        <select aria-label=${one.file.name} value=${one.role} onChange=${(event) => set(i, event.currentTarget.value)}>
          ${roles.map((role) => html`<option key=${role} value=${role} selected=${role === one.role}>${t(`role.${role}`)}</option>`)}
        </select>
        <${Button} icon="close" hidden kind="quiet" label=${`${t("remove")}: ${one.file.name}`} onClick=${() => {
          URL.revokeObjectURL(one.url);
          onChange(images.filter((other) => other !== one));
        }} />
      </figcaption>
    </figure>`)}
    ${images.length < most && html`<${Button} icon="image" label=${t("addImages")} kind="quiet" onClick=${() => input.current.click()} />`}
    <input ref=${input} class="sr" type="file" accept="image/png,image/jpeg,image/webp" multiple tabindex="-1" aria-label=${t("addImages")}
      onChange=${(event) => {
        add(event.currentTarget.files);
        event.currentTarget.value = "";
      }} />
  </div>`;
}

/** The images with others that were chosen or dropped, as far as the model takes them. */
function withFiles(images, files, roles, most) {
  const added = [...files].filter((file) => file.type.startsWith("image/"));
  if (images.length + added.length > most) {
    notify(t("tooManyImages", {n: most}), "bad");
  }
  const taken = added.slice(0, most - images.length);
  return [...images, ...taken.map((file, i) => ({file, url: URL.createObjectURL(file), role: freeRole(images.length + i, roles)}))];
}

function freeRole(index, roles) {
  return index === 0 ? "first_frame" : roles.includes("reference_images") ? "reference_images" : roles[Math.min(index, roles.length - 1)];
}

function Code({fields, images, onClose}) {
  const all = samples(fields, images.map(({role, file}) => ({role, name: file.name})));
  const [shown, setShown] = useState("curl");
  return html`<${Dialog} title=${t("codeTitle")} onClose=${onClose} kind="wide">
    <div class="row spread">
      <div class="tabs" role="tablist">
        ${Object.keys(all).map((name) => html`<button key=${name} type="button" role="tab" aria-selected=${name === shown ? "true" : "false"} onClick=${() => setShown(name)}>${name}</button>`)}
      </div>
      <${Button} icon="copy" label=${t("copy")} onClick=${() => copy(all[shown])} />
    </div>
    <pre class="code" tabindex="0"><code>${all[shown]}</code></pre>
  <//>`;
}

function Length({lengths, value, onChange}) {
  return lengths.options
    ? html`<${Segments} label=${t("length")} name="seconds" value=${value} onChange=${onChange}
        options=${lengths.options.map((n) => ({value: n, label: t("seconds", {n})}))} />`
    : html`<label class="field range"><span>${t("length")} <output>${t("seconds", {n: value})}</output></span>
        <input type="range" min=${lengths.min} max=${lengths.max} step="1" value=${value} onInput=${(event) => onChange(Number(event.currentTarget.value))} /></label>`;
}

function More({draft, can, set}) {
  const parts = [
    takes(can, "negative_prompt") && html`<label class="field"><span>${t("negative")}</span>
      <input value=${draft.negative} maxlength="10000" onInput=${(event) => set({negative: event.currentTarget.value})} /></label>`,
    takes(can, "seed") && html`<label class="field"><span>${t("seed")}</span>
      <input inputmode="numeric" pattern="[0-9]*" placeholder=${t("random")} title=${t("seedHint")} value=${draft.seed}
        onInput=${(event) => set({seed: event.currentTarget.value.replace(/\D/g, "").slice(0, 10)})} /></label>`,
    can?.watermark !== false && html`<${Switch} label=${t("watermark")} checked=${draft.watermark === true} onChange=${(on) => set({watermark: on || null})} />`,
  ].filter(Boolean);
  return parts.length > 0 && html`<details class="more"><summary>${t("more")}</summary><div class="stack">${parts}</div></details>`;
}

export function Composer({models, start, onStarted}) {
  const [draft, setDraft] = useState(() => ({...EMPTY, ...stored(DRAFT)}));
  const [images, setImages] = useState([]);
  const [code, setCode] = useState(false);
  const [problem, setProblem] = useState(null);
  const [over, setOver] = useState(false);
  const prompt = useRef();

  const offered = models.filter((one) => one.type === "video");
  const model = offered.find((one) => one.id === draft.model) ?? offered.find((one) => one.available) ?? offered[0];
  const can = model?.capabilities;
  const sizes = sizesOf(can);
  const ratios = ratiosOf(sizes);
  const ratio = ratios.includes(draft.ratio) ? draft.ratio : ratios[0];
  const size = sizeFor(sizes, ratio, draft.resolution);
  const lengths = lengthsOf(can);
  const seconds = nearestLength(lengths, draft.seconds || can?.default_seconds || 8);
  const outputs = Math.min(4, can?.outputs ?? 1);
  const most = can?.references ?? 9;
  const roles = rolesOf(can);
  const fitting = images.slice(0, most).map((one, i) => (roles.includes(one.role) ? one : {...one, role: freeRole(i, roles)}));
  const set = (change) => {
    setProblem(null);
    setDraft((before) => ({...before, ...change}));
  };
  const changeImages = (all) => {
    setProblem(null);
    setImages(all);
  };
  const fields = fieldsOf({...draft, seconds, n: Math.min(draft.n, outputs)}, model, size);
  const estimate = useEstimate(fields, Boolean(model));

  useEffect(() => sessionStorage.setItem(DRAFT, JSON.stringify(draft)), [draft]);
  useEffect(() => {
    if (start) {
      set(start.draft ?? {});
      setImages((start.images ?? []).map((file) => ({file, url: URL.createObjectURL(file), role: "first_frame"})));
      prompt.current?.focus();
      onStarted();
    }
  }, [start]);

  const [order, busy] = useAction(async () => {
    try {
      const video = await send("v1/videos", bodyOf(fields, fitting));
      videos.put(video, true);
      setDraft((before) => ({...before, prompt: "", negative: "", seed: ""}));
      setImages([]);
      prompt.current?.focus();
    } catch (error) {
      setProblem(error);
    }
  });
  const submit = (event) => {
    event.preventDefault();
    draft.prompt.trim() && !busy && order();
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    changeImages(withFiles(fitting, event.dataTransfer.files, roles, most));
  };

  if (!model) {
    return html`<section class="composer card"><p>${t("noModels")}</p></section>`;
  }
  return html`<form class=${`composer card ${over ? "over" : ""}`} onSubmit=${submit} aria-label=${t("make")}
      onDragOver=${(event) => {
        event.preventDefault();
        setOver(true);
      }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
    <label class="prompt"><span class="sr">${t("prompt")}</span>
      <textarea ref=${prompt} id="prompt" rows="4" maxlength="32000" placeholder=${t("promptHint")} value=${draft.prompt}
        aria-invalid=${problem?.param === "prompt" ? "true" : undefined}
        onInput=${(event) => set({prompt: event.currentTarget.value})}
        onKeyDown=${(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit(event)}></textarea>
    </label>
    ${most > 0 && html`<${Images} images=${fitting} roles=${roles} most=${most} onChange=${changeImages} />`}
    <div class="controls">
      <${Select} label=${t("model")} value=${model.id} onChange=${(id) => set({model: id})} options=${offered.map((one) => ({value: one.id, label: one.id}))} />
      ${model.available === false && html`<p class="hint warn"><${Icon} name="clock" />${t("resting")}</p>`}
      <${Segments} label=${t("shape")} name="ratio" value=${ratio} onChange=${(one) => set({ratio: one})}
        options=${ratios.map((one) => ({value: one, label: one, shape: one}))} />
      ${resolutionsOf(sizes, ratio).length > 1 && html`<${Segments} label=${t("quality")} name="resolution" value=${size?.resolution}
        onChange=${(one) => set({resolution: one})} options=${resolutionsOf(sizes, ratio).map((one) => ({value: one, label: one}))} />`}
      <${Length} lengths=${lengths} value=${seconds} onChange=${(n) => set({seconds: n})} />
      ${outputs > 1 && html`<${Segments} label=${t("count")} name="n" value=${Math.min(draft.n, outputs)} onChange=${(n) => set({n})}
        options=${Array.from({length: outputs}, (_, i) => ({value: i + 1, label: String(i + 1)}))} />`}
      ${takes(can, "generate_audio") && html`<${Switch} label=${t("audio")} checked=${draft.audio} onChange=${(audio) => set({audio})} />`}
      <${More} draft=${draft} can=${can} set=${set} />
    </div>
    ${problem && html`<${Problem} error=${problem} />`}
    <footer class="row spread">
      <${Button} icon="code" label=${t("code")} kind="quiet" onClick=${() => setCode(true)} />
      <span class="row"><${Cost} estimate=${estimate} />
        <${Button} type="submit" icon="spark" kind="primary" label=${busy ? t("sending") : t("send")} busy=${busy} disabled=${!draft.prompt.trim()} /></span>
    </footer>
    ${code && html`<${Code} fields=${fields} images=${fitting} onClose=${() => setCode(false)} />`}
  </form>`;
}
