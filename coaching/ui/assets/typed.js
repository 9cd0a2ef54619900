// Text in the fields of this page that has not been sent: kept in this tab as it is typed, so that a reload or leaving
// the page loses nothing, and sent whenever the typing pauses. The server keeps it as a draft then.
const PAUSE = 700;
const PREFIX = "coaching-typed:";

function stored(name) {
  try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; }
}

function store(name, value) {
  try {
    if (value == null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* the storage is full or switched off: what was sent is kept by the server */ }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const state = parentElement.typed ??= { mounted: new Set(), timer: null, base: {}, sent: {}, restored: {},
    done: data.done };
  state.data = data;
  state.isLeft = false;
  state.poke = setTriggerValue;
  const mine = `${PREFIX}${data.person}:`;
  const name = (field) => `${mine}${data.subject}:${field}`;
  const box = (field) => document.querySelector(`.st-key-${CSS.escape(data.fields[field])} :is(textarea, input)`);
  const forget = () => Object.keys(data.fields).forEach((field) => store(name(field), null));

  // Nobody else at this browser finds what somebody typed.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !key.startsWith(mine)) store(key, null);
  }
  if (data.done !== state.done) { // sent or discarded: what is kept in this tab is of the past
    state.done = data.done;
    clearTimeout(state.timer);
    forget();
    Object.keys(data.fields).forEach((field) => {
      state.base[field] = box(field)?.value ?? "";
      delete state.sent[field]; // the same words again are new
    });
  }

  // Hands what stands in the fields to Streamlit, as its own shortcut does; whether there was anything new.
  const hand = () => {
    let any = false;
    for (const field of Object.keys(state.data.fields)) {
      const input = box(field), entry = stored(name(field));
      if (!input || !entry || entry.text !== input.value || state.sent[field] === entry.text) continue;
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, which: 13,
        ctrlKey: true, bubbles: true, cancelable: true }));
      state.sent[field] = entry.text;
      any = true;
    }
    return any;
  };
  // And asks for a run that keeps it.
  const send = () => {
    clearTimeout(state.timer);
    if (state.isLeft) return;
    const { restored } = state;
    state.restored = {};
    if (hand() || Object.keys(restored).length) state.poke("typed", { restored });
  };
  const later = () => { clearTimeout(state.timer); state.timer = setTimeout(pause, PAUSE); };
  // What was typed waits while a dialog is open, which a run would close and open again under its reader, and while the
  // server is at work: it may have got the words when their field was left.
  const WAIT = "[data-testid=stDialog], [data-test-script-state=running]";
  const pause = () => (document.querySelector(WAIT) ? later() : send());

  const put = (input, text) => {
    const type = input.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(type.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // What a field held when the server drew it, as the browser shows it.
  const drawn = (field, input) => {
    const text = (data.drawn[field] ?? "").replace(/\r\n?/g, "\n");
    return input.tagName === "TEXTAREA" ? text : text.replaceAll("\n", "");
  };
  // Both what this tab kept before a reload and what was typed since, before this script was there.
  const joined = (kept, typed, from) => kept + (typed.startsWith(from) ? typed.slice(from.length) : `\n${typed}`);
  const mount = (tries) => {
    let waiting = false;
    for (const field of Object.keys(data.fields)) {
      if (state.mounted.has(field)) continue;
      const input = box(field);
      if (!input) { waiting = true; continue; }
      state.mounted.add(field);
      const entry = stored(name(field));
      const base = state.base[field] = drawn(field, input);
      const isTyped = input.typedEarly === input.value && input.value !== base; // see typed_early.js
      delete input.typedEarly;
      if (!isTyped && (!entry || entry.text === base)) { store(name(field), null); continue; }
      let text = entry?.text ?? input.value;
      if (isTyped && text !== input.value) text = joined(text, input.value, base);
      if (entry && entry.base !== base) state.restored[field] = entry.base;
      if (text !== input.value) put(input, text);
      store(name(field), { text, base: entry?.base ?? base });
      setTimeout(send, 100); // once React has heard of it
    }
    if (waiting && tries) setTimeout(() => mount(tries - 1), 100);
  };
  mount(30);

  // What has been sent, by this script or by leaving the field, is with the server now, unless it says that another tab
  // was faster.
  for (const field of Object.keys(data.fields)) {
    const entry = stored(name(field)), input = box(field);
    if (!entry || !input || entry.text !== input.value || data.unsaved.includes(field)) continue;
    if (state.sent[field] === entry.text || drawn(field, input) === entry.text) {
      store(name(field), null);
      state.base[field] = state.sent[field] = entry.text;
    }
  }

  if (state.listening) return state.stop;
  state.listening = true;
  const typed = (event) => {
    const { fields } = state.data;
    const field = Object.keys(fields).find((each) => event.target.closest?.(`.st-key-${CSS.escape(fields[each])}`));
    if (!field || !state.mounted.has(field)) return;
    delete event.target.typedEarly;
    const known = state.sent[field] ?? state.base[field] ?? "";
    store(name(field), { text: event.target.value, base: stored(name(field))?.base ?? known });
    later();
  };
  const finished = (event) => { // the text goes along with the click, and the server answers for it
    if (state.data.finish.some((key) => event.target.closest?.(`.st-key-${CSS.escape(key)} button`))) {
      clearTimeout(state.timer);
      hand(); // what was put back after a reload has not been sent yet, and nobody leaves its field
      forget();
    }
  };
  const leaving = () => send();
  // Another page is on its way: the server is not asked for this one any more. What was typed is kept in this tab.
  const page = location.pathname;
  const led = () => { state.isLeft = location.pathname !== page; };
  const hidden = () => { if (document.visibilityState === "hidden") send(); };
  document.addEventListener("input", typed, true);
  document.addEventListener("click", finished, true);
  window.addEventListener("popstate", led, true);
  window.addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", hidden);
  state.stop = () => {
    clearTimeout(state.timer);
    document.removeEventListener("input", typed, true);
    document.removeEventListener("click", finished, true);
    window.removeEventListener("popstate", led, true);
    window.removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", hidden);
    parentElement.typed = undefined;
  };
  return state.stop;
}
