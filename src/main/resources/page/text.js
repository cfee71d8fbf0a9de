// The words of the page in both languages, and how numbers and times are written.

import {now} from "./api.js";

const WORDS = {
  en: {
    make: "Create", gallery: "Gallery", batches: "Batches", docs: "API", language: "中文", theme: "Theme",
    "theme.auto": "Auto", "theme.light": "Light", "theme.dark": "Dark", signOut: "Sign out", skip: "Skip to content",
    signIn: "Sign in", licence: "Licence key", licenceHint: "The API key that you were given.", stay: "Stay signed in on this device",
    tryDemo: "Try it with the demo licence", welcome: "Make a video, watch it come, keep the good ones.", wrongKey: "This key is not known here.",
    signedOut: "You were signed out: the key is no longer valid.", signedOutElsewhere: "You were signed out, as another tab has signed out or in.", noNetwork: "The server cannot be reached. What you wrote is kept.",
    prompt: "Prompt", promptHint: "What should happen in the video?", model: "Model", shape: "Shape", length: "Length", quality: "Resolution",
    count: "Videos", audio: "Sound", images: "Images", addImages: "Add images", more: "More options",
    negative: "What should not appear", seed: "Seed", seedHint: "The same seed makes similar videos", random: "Random", watermark: "Watermark",
    "role.first_frame": "First frame", "role.last_frame": "Last frame", "role.reference_images": "Reference", remove: "Remove",
    send: "Create video", sending: "Sending…", sent: "Ordered. It appears in the queue.", sentBefore: "This order had arrived already; it is made once.", mayBeSent: "An order like this one may have arrived already. Look for it first; to order another one, change something.", code: "Code", copy: "Copy", copied: "Copied", notCopied: "The browser does not let the page copy. Select the text and copy it.",
    codeTitle: "The same request as code", costs: "About {amount}", resting: "Nothing renders this model at the moment; the order will wait.",
    noModels: "This licence has no model that makes videos.", tooManyImages: "At most {n} images with this model.", tooLong: "Too long: {n} of at most {most} characters.", imagesLeft: "{n} of the images are not sent: this model takes no more.", imagesLost: "The images were lost when the page was loaded again. Add them once more.", noImages: "Only images can be added here, not {names}.",
    queue: "Queue", queueEmpty: "Nothing is being made.", andMore: "and {n} more", queueHint: "Videos that you order appear here, and stay until they are done.",
    "status.queued": "Waiting", "status.in_progress": "Rendering", "status.completed": "Done", "status.failed": "Failed", "status.cancelled": "Cancelled",
    cancel: "Cancel", retry: "Try again", remix: "Remix", extend: "Extend", edit: "Edit", dismiss: "Hide", open: "Open", elapsed: "{time} so far", expected: "about {time} left",
    overdue: "longer than usual", tookTime: "took {time}", by: "at {upstream}", lastProblem: "Last problem: {cause}", attempts: "attempt {n}",
    mayBePaid: "The first render may have been paid for. Trying again can cost a second time.", retryAnyway: "Try again anyway", orderedAgain: "Ordered again as {id}.",
    live: "Live", reconnecting: "Reconnecting…", search: "Search prompts", anyModel: "All models", anyState: "All states",
    anyTime: "Any time", today: "Today", week: "7 days", month: "30 days", clear: "Clear filters", noVideos: "No videos yet.", noneFound: "No video fits these filters.",
    startOne: "Create the first one", compare: "Compare", compareHint: "Choose two videos to see them side by side", select: "Select", selected: "{n} selected", close: "Close", download: "Download", delete: "Delete",
    deleteSure: "Delete this video? Its file is deleted too.", endedMeanwhile: "It had ended already, and was not deleted.", cancelSure: "Stop making this video? What the engine has begun may still be charged.", previous: "Previous", next: "Next", link: "Copy link", linkHint: "Opens without a licence for a while", useFrame: "Start from last frame",
    created: "Ordered", size: "Size", seconds: "{n} s", cost: "Cost", estimated: "estimated", id: "Id", expired: "The file is no longer stored.", output: "Video {n}", playBoth: "Play both", pauseBoth: "Pause both",
    newPrompt: "New prompt", addSeconds: "Seconds to add", play: "Play", cannotPlay: "The browser cannot play this video.", loadMore: "Loading…", moreRows: "More",
    dropFile: "Drop a file of prompts", dropFileHint: "or choose one: text with one prompt per line, a table, a spreadsheet, JSON or YAML", chooseFile: "Choose a file", batchOf: "{done} of {total}", failedLines: "{n} failed",
    noBatches: "No batches yet.", report: "Report", showVideos: "Show videos", csv: "CSV", errors: "Errors", line: "Line {n}", batchModel: "Model for lines that name none", starting: "Reading the file…",
    "batch.validating": "Reading", "batch.in_progress": "Rendering", "batch.finalizing": "Finishing", "batch.completed": "Done", "batch.failed": "Failed", "batch.cancelled": "Cancelled", "batch.cancelling": "Cancelling", "batch.expired": "Expired",
    usage: "Used", "usage.jobs": "{used} of {limit} jobs {period}", "usage.money": "{used} of {limit} {period}", "usage.seconds": "{used} of {limit} s {period}", "period.day": "today", "period.month": "this month",
    keys: "Keyboard", "keys.new": "New video", "keys.search": "Search", "keys.gallery": "Gallery", "keys.queue": "Create and queue", "keys.batches": "Batches", "keys.move": "Move in the gallery", "keys.open": "Open", "keys.choose": "Choose for comparison", "keys.help": "This list",
    again: "Try again", requestId: "Request {id}", no: "No",
  },
  zh: {
    make: "创作", gallery: "作品", batches: "批量", docs: "API", language: "English", theme: "主题",
    "theme.auto": "自动", "theme.light": "浅色", "theme.dark": "深色", signOut: "退出", skip: "跳到内容",
    signIn: "登录", licence: "许可密钥", licenceHint: "分配给您的 API 密钥。", stay: "在此设备上保持登录",
    tryDemo: "使用演示许可试用", welcome: "制作视频，看它生成，留下满意的。", wrongKey: "此密钥无效。",
    signedOut: "您已退出：密钥不再有效。", signedOutElsewhere: "您已退出：另一个标签页已退出或重新登录。", noNetwork: "无法连接服务器。您输入的内容已保留。",
    prompt: "提示词", promptHint: "视频里应该发生什么？", model: "模型", shape: "画幅", length: "时长", quality: "分辨率",
    count: "数量", audio: "声音", images: "图片", addImages: "添加图片", more: "更多选项",
    negative: "不应出现的内容", seed: "种子", seedHint: "相同的种子生成相似的视频", random: "随机", watermark: "水印",
    "role.first_frame": "首帧", "role.last_frame": "尾帧", "role.reference_images": "参考图", remove: "移除",
    send: "生成视频", sending: "正在发送…", sent: "已下单，已进入队列。", sentBefore: "此订单此前已送达，只会生成一次。", mayBeSent: "类似的订单可能已经送达。请先查找；如需另下一单，请修改内容。", code: "代码", copy: "复制", copied: "已复制", notCopied: "浏览器不允许复制，请选中文字后手动复制。",
    codeTitle: "同一请求的代码", costs: "约 {amount}", resting: "目前没有引擎渲染此模型；订单将等待。",
    noModels: "此许可没有可生成视频的模型。", tooManyImages: "此模型最多 {n} 张图片。", tooLong: "过长：{n} 个字符，最多 {most} 个。", imagesLeft: "有 {n} 张图片不会发送：此模型不接受更多图片。", imagesLost: "页面重新加载后图片已丢失，请重新添加。", noImages: "这里只能添加图片，不能添加 {names}。",
    queue: "队列", queueEmpty: "目前没有任务。", andMore: "还有 {n} 个", queueHint: "您下单的视频会显示在这里，直到完成。",
    "status.queued": "等待中", "status.in_progress": "渲染中", "status.completed": "已完成", "status.failed": "失败", "status.cancelled": "已取消",
    cancel: "取消", retry: "重试", remix: "再创作", extend: "延长", edit: "编辑", dismiss: "隐藏", open: "打开", elapsed: "已用 {time}", expected: "约剩 {time}",
    overdue: "比平常久", tookTime: "用时 {time}", by: "由 {upstream}", lastProblem: "最近的问题：{cause}", attempts: "第 {n} 次尝试",
    mayBePaid: "第一次渲染可能已计费，重试可能再次产生费用。", retryAnyway: "仍然重试", orderedAgain: "已重新下单：{id}。",
    live: "实时", reconnecting: "正在重连…", search: "搜索提示词", anyModel: "所有模型", anyState: "所有状态",
    anyTime: "任何时间", today: "今天", week: "7 天", month: "30 天", clear: "清除筛选", noVideos: "还没有视频。", noneFound: "没有符合筛选条件的视频。",
    startOne: "制作第一个", compare: "对比", compareHint: "选择两个视频并排查看", select: "选择", selected: "已选 {n} 个", close: "关闭", download: "下载", delete: "删除",
    deleteSure: "删除此视频？文件也将被删除。", endedMeanwhile: "它已结束，未被删除。", cancelSure: "停止制作此视频？引擎已开始的部分仍可能计费。", previous: "上一个", next: "下一个", link: "复制链接", linkHint: "一段时间内无需许可即可打开", useFrame: "从尾帧开始",
    created: "下单时间", size: "尺寸", seconds: "{n} 秒", cost: "费用", estimated: "估算", id: "编号", expired: "文件已不再保存。", output: "视频 {n}", playBoth: "同时播放", pauseBoth: "同时暂停",
    newPrompt: "新提示词", addSeconds: "增加秒数", play: "播放", cannotPlay: "浏览器无法播放此视频。", loadMore: "加载中…", moreRows: "更多",
    dropFile: "拖入提示词文件", dropFileHint: "或选择文件：每行一个提示词的文本、表格、电子表格、JSON 或 YAML", chooseFile: "选择文件", batchOf: "{done} / {total}", failedLines: "{n} 个失败",
    noBatches: "还没有批量任务。", report: "报告", showVideos: "查看视频", csv: "CSV", errors: "错误", line: "第 {n} 行", batchModel: "未指定模型的行使用", starting: "正在读取文件…",
    "batch.validating": "读取中", "batch.in_progress": "渲染中", "batch.finalizing": "收尾中", "batch.completed": "已完成", "batch.failed": "失败", "batch.cancelled": "已取消", "batch.cancelling": "取消中", "batch.expired": "已过期",
    usage: "用量", "usage.jobs": "{period}任务 {used} / {limit}", "usage.money": "{period}费用 {used} / {limit}", "usage.seconds": "{period}秒数 {used} / {limit}", "period.day": "今日", "period.month": "本月",
    keys: "键盘", "keys.new": "新视频", "keys.search": "搜索", "keys.gallery": "作品", "keys.queue": "创作与队列", "keys.batches": "批量", "keys.move": "在作品中移动", "keys.open": "打开", "keys.choose": "选择用于对比", "keys.help": "此列表",
    again: "重试", requestId: "请求 {id}", no: "否",
  },
};

const CHOICE = "reelway.language";
const preferred = navigator.languages.find((one) => /^(zh|en)/i.test(one)) ?? "en";

export const language = localStorage.getItem(CHOICE) ?? (/^zh/i.test(preferred) ? "zh" : "en");
const locale = language === "zh" ? "zh-CN" : navigator.languages.find((one) => one.startsWith("en")) ?? "en";
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";

export function setLanguage(other) {
  localStorage.setItem(CHOICE, other);
  location.reload();
}

/** Adds words of another page, such as the operators'. */
export function addWords(more) {
  Object.assign(WORDS.en, more.en);
  Object.assign(WORDS.zh, more.zh);
}

/** The words of a key, with values in the place of their names. */
export function t(key, values = {}) {
  const text = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function has(key) {
  return key in WORDS.en;
}

/** Seconds as 8 s, 1:05 or 1:02:05. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return t("seconds", {n: whole});
  }
  const pad = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

const relative = new Intl.RelativeTimeFormat(locale, {numeric: "auto", style: "short"});
const whole = new Intl.DateTimeFormat(locale, {dateStyle: "medium", timeStyle: "short"});

/** A time in Unix seconds, as 5 min ago, or as a date after a day. */
export function ago(time) {
  const seconds = time - now();
  if (seconds > -60) {
    return relative.format(Math.min(0, Math.round(seconds)), "second");
  }
  return seconds > -3600
    ? relative.format(Math.round(seconds / 60), "minute")
    : seconds > -86400
      ? relative.format(Math.round(seconds / 3600), "hour")
      : date(time);
}

const hour = new Intl.DateTimeFormat(locale, {timeStyle: "medium"});

/** A time of today. */
export function time(at) {
  return hour.format(new Date(at * 1000));
}

/** A time that is near as a time of day, and another one with its day. */
export function moment(at) {
  return Math.abs(at - now()) < 43_200 ? time(at) : date(at);
}

const clock = new Intl.DateTimeFormat(locale, {hour: "2-digit", minute: "2-digit"});

/** A time of a day without its seconds. */
export function minute(at) {
  return clock.format(new Date(at * 1000));
}

export function date(time) {
  return whole.format(new Date(time * 1000));
}

/** An amount of money, with as many digits as it needs. */
export function money(amount, currency) {
  try {
    return new Intl.NumberFormat(locale, {style: "currency", currency, maximumFractionDigits: 4}).format(amount);
  } catch {
    return `${amount} ${currency ?? ""}`.trim();
  }
}

export function number(value) {
  return new Intl.NumberFormat(locale).format(value);
}

/** The server counts no more than this of one kind. */
const MOST_COUNTED = 10_000;

/** What these counts are together, or at least are. */
export function sum(...counts) {
  const isBound = counts.some((one) => one >= MOST_COUNTED);
  return `${number(counts.reduce((all, one) => all + one, 0))}${isBound ? "+" : ""}`;
}
