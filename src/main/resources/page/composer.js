// The form for a new video: it offers what the chosen model can make, and nothing else.

import {html, useEffect, useRef, useState} from "./preact.js";
import {call} from "./api.js";
import {draft} from "./draft.js";
import {Button, copy, Dialog, dropTarget, Icon, isTooLong, notify, Problem, Segments, Select, Switch, TooLong, useLoad, useStore} from "./parts.js";
import {lengthsOf, nearestLength, ratiosOf, resolutionsOf, sizeFor, sizesOf} from "./shapes.js";
import {money, t} from "./text.js";

/** How many characters a prompt may have, and what should not appear. */
const MOST_PROMPT = 32_000;
const MOST_NEGATIVE = 10_000;

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
  // What the prompt says costs nothing.
  const asked = JSON.stringify({...fields, prompt: "x"});
  useEffect(() => {
    const stop = new AbortController();
    const timer = ready && setTimeout(async () => {
      try {
        setEstimate(await call("v1/videos/estimate", {method: "POST", json: JSON.parse(asked), signal: stop.signal}));
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
        <${Button} icon="close" hidden kind="quiet" label=${`${t("remove")}: ${one.file.name}`} onClick=${() => onChange(images.filter((other) => other !== one))} />
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
  const others = [...files].filter((file) => !added.includes(file));
  if (others.length > 0) {
    notify(t("noImages", {names: others.map((file) => file.name).join(", ")}), "bad");
  }
  if (images.length + added.length > most) {
    notify(t("tooManyImages", {n: most}), "bad");
  }
  const taken = added.slice(0, Math.max(0, most - images.length));
  return [...images, ...taken.map((file, i) => ({file, url: URL.createObjectURL(file), role: freeRole(images.length + i, roles)}))];
}

function freeRole(index, roles) {
  return index === 0 ? "first_frame" : roles.includes("reference_images") ? "reference_images" : roles[Math.min(index, roles.length - 1)];
}

function Code({fields, images, onClose}) {
  const [shown, setShown] = useState("curl");
  // Few people ask for it: the form is there before.
  const {data, error, reload} = useLoad(async () => (await import("./samples.js")).samples(fields, images.map(({role, file}) => ({role, name: file.name}))), []);
  return html`<${Dialog} title=${t("codeTitle")} onClose=${onClose} kind="wide">
    ${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${data && html`<div class="row spread">
      <div class="tabs" role="tablist">
        ${Object.keys(data).map((name) => html`<button key=${name} type="button" role="tab" aria-selected=${name === shown ? "true" : "false"} onClick=${() => setShown(name)}>${name}</button>`)}
      </div>
      <${Button} icon="copy" label=${t("copy")} onClick=${() => copy(data[shown])} />
    </div>
    <pre class="code" tabindex="0"><code>${data[shown]}</code></pre>`}
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
      <input value=${draft.negative} onInput=${(event) => set({negative: event.currentTarget.value})} /><${TooLong} text=${draft.negative} most=${MOST_NEGATIVE} /></label>`,
    takes(can, "seed") && html`<label class="field"><span>${t("seed")}</span>
      <input inputmode="numeric" pattern="[0-9]*" placeholder=${t("random")} title=${t("seedHint")} value=${draft.seed}
        onInput=${(event) => set({seed: event.currentTarget.value.replace(/\D/g, "").slice(0, 10)})} /></label>`,
    can?.watermark !== false && html`<${Switch} label=${t("watermark")} checked=${draft.watermark === true} onChange=${(on) => set({watermark: on || null})} />`,
  ].filter(Boolean);
  return parts.length > 0 && html`<details class="more"><summary>${t("more")}</summary><div class="stack">${parts}</div></details>`;
}

export function Composer({models}) {
  useStore(draft);
  const {images, problem, busy} = draft;
  const [code, setCode] = useState(false);
  const [over, setOver] = useState(false);
  const prompt = useRef();

  const offered = models.filter((one) => one.type === "video");
  const model = offered.find((one) => one.id === draft.fields.model) ?? offered.find((one) => one.available) ?? offered[0];
  const can = model?.capabilities;
  const sizes = sizesOf(can);
  const ratios = ratiosOf(sizes);
  const ratio = ratios.includes(draft.fields.ratio) ? draft.fields.ratio : ratios[0];
  const size = sizeFor(sizes, ratio, draft.fields.resolution);
  const lengths = lengthsOf(can);
  const seconds = nearestLength(lengths, draft.fields.seconds || can?.default_seconds || 8);
  const outputs = Math.min(4, can?.outputs ?? 1);
  const most = can?.references ?? 9;
  const roles = rolesOf(can);
  const fitting = images.slice(0, most).map((one, i) => (roles.includes(one.role) ? one : {...one, role: freeRole(i, roles)}));
  const left = images.length - fitting.length;
  // The model that somebody has written for stays, whichever one would be offered first a moment later.
  const set = (change) => draft.set({model: model.id, ...change});
  const changeImages = (all) => draft.setImages([...all, ...images.slice(most)]);
  const fields = fieldsOf({...draft.fields, seconds, n: Math.min(draft.fields.n, outputs)}, model, size);
  const estimate = useEstimate(fields, Boolean(model));
  const ready = draft.fields.prompt.trim() && !isTooLong(draft.fields.prompt, MOST_PROMPT) && !isTooLong(fields.negative_prompt ?? "", MOST_NEGATIVE);

  useEffect(() => {
    draft.shown = true;
    return () => {
      draft.shown = false;
    };
  }, []);
  useEffect(() => {
    if (draft.wantsFocus) {
      draft.wantsFocus = false;
      prompt.current?.focus();
    }
  });
  const submit = async (event) => {
    event.preventDefault();
    // Who writes somewhere else by then goes on there.
    if (ready && !busy && await draft.order(bodyOf(fields, fitting), fitting) && !document.activeElement?.matches("input, textarea, select")) {
      prompt.current?.focus();
    }
  };
  const drop = (files) => changeImages(withFiles(fitting, files, roles, most));

  if (!model) {
    return html`<section class="composer card"><p>${t("noModels")}</p></section>`;
  }
  return html`<form class=${`composer card ${over ? "over" : ""}`} onSubmit=${submit} aria-label=${t("make")} ...${dropTarget(setOver, drop)}>
    <label class="prompt"><span class="sr">${t("prompt")}</span>
      <textarea ref=${prompt} id="prompt" rows="4" placeholder=${t("promptHint")} value=${draft.fields.prompt} aria-describedby="prompt-length"
        aria-invalid=${problem?.param === "prompt" ? "true" : undefined}
        onInput=${(event) => set({prompt: event.currentTarget.value})}
        onKeyDown=${(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit(event)}></textarea>
    </label>
    <div id="prompt-length"><${TooLong} text=${draft.fields.prompt} most=${MOST_PROMPT} /></div>
    ${most > 0 && html`<${Images} images=${fitting} roles=${roles} most=${most} onChange=${changeImages} />`}
    <div role="status">${draft.lost > 0 && html`<p class="hint warn"><${Icon} name="alert" />${t("imagesLost")}</p>`}
      ${left > 0 && html`<p class="hint warn"><${Icon} name="alert" />${t("imagesLeft", {n: left})}</p>`}</div>
    <div class="controls">
      <${Select} label=${t("model")} value=${model.id} onChange=${(id) => set({model: id})} options=${offered.map((one) => ({value: one.id, label: one.id}))} />
      ${model.available === false && html`<p class="hint warn"><${Icon} name="clock" />${t("resting")}</p>`}
      <${Segments} label=${t("shape")} name="ratio" value=${ratio} onChange=${(one) => set({ratio: one})}
        options=${ratios.map((one) => ({value: one, label: one, shape: one}))} />
      ${resolutionsOf(sizes, ratio).length > 1 && html`<${Segments} label=${t("quality")} name="resolution" value=${size?.resolution}
        onChange=${(one) => set({resolution: one})} options=${resolutionsOf(sizes, ratio).map((one) => ({value: one, label: one}))} />`}
      <${Length} lengths=${lengths} value=${seconds} onChange=${(n) => set({seconds: n})} />
      ${outputs > 1 && html`<${Segments} label=${t("count")} name="n" value=${Math.min(draft.fields.n, outputs)} onChange=${(n) => set({n})}
        options=${Array.from({length: outputs}, (_, i) => ({value: i + 1, label: String(i + 1)}))} />`}
      ${takes(can, "generate_audio") && html`<${Switch} label=${t("audio")} checked=${draft.fields.audio} onChange=${(audio) => set({audio})} />`}
      <${More} draft=${draft.fields} can=${can} set=${set} />
    </div>
    ${problem && html`<${Problem} error=${problem} />`}
    <footer class="row spread">
      <${Button} icon="code" label=${t("code")} kind="quiet" onClick=${() => setCode(true)} />
      <span class="row"><${Cost} estimate=${estimate} />
        <${Button} type="submit" icon="spark" kind="primary" label=${busy ? t("sending") : t("send")} busy=${busy} disabled=${!ready} /></span>
    </footer>
    ${code && html`<${Code} fields=${fields} images=${fitting} onClose=${() => setCode(false)} />`}
  </form>`;
}
