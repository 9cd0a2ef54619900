// An agent's list of assignments: what comes next, tabs and filters, the table. What it draws cells with is in
// cells.js. Every choice is a link or leads on like one (history.js): the address holds it, and a part that
// says what it said before is not drawn anew.
const PAUSE = 250; // milliseconds after the last letter

const address = (names, changes) => {
  const asked = new URLSearchParams(location.search);
  asked.delete(names.rows);
  for (const [what, values] of Object.entries(changes)) {
    asked.delete(names[what]);
    [values].flat().forEach((value) => { if (value) asked.append(names[what], value); });
  }
  return `${location.pathname.split("/").pop()}?${asked}`;
};
const go = (page, changes) => {
  const link = make("a", { href: address(page.data.names, changes), "data-stay": "", hidden: "" });
  page.append(link);
  link.click();
  link.remove();
};
const link = (text, attributes) => make("a", { ...attributes, "data-stay": "" }, ...[text].flat());

export default function ({ data: [data], parentElement }) {
  let page = parentElement.querySelector(".page");
  const words = JSON.stringify(data.words);
  if (page && page.words !== words) { // the reader chose another language
    page.remove();
    page = null;
  }
  page ??= begin(parentElement, data);
  page.words = words;
  page.data = data;
  const focused = page.getRootNode().activeElement?.dataset.key;
  for (const [name, parts] of Object.entries(drawings)) {
    const holder = page.parts[name];
    const [said, draw] = parts(data, page);
    const drawn = JSON.stringify([said, location.search]);
    if (holder.drawn === drawn) continue;
    holder.replaceChildren(...(said ? [draw(said)].flat().filter(Boolean) : []));
    holder.hidden = !said;
    holder.drawn = drawn;
  }
  tell(page, data);
  if (focused) page.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

// What the fields hold is what the address says, but for what is being typed.
function tell(page, data) {
  const asked = new URLSearchParams(location.search).get(data.names.search) ?? "";
  if (!page.timer && page.field.value.trim() !== asked) page.field.value = asked;
  page.select.value = data.period;
}

function begin(parentElement, data) {
  const { words } = data;
  const part = (name, tag = "div") => [name, make(tag, { class: name })];
  const parts = Object.fromEntries([part("next", "section"), part("tabs", "nav"), part("areas"), part("dates", "span"),
    part("said", "p"), part("table"), part("foot", "p"), part("bar"), part("list", "section")]);
  const page = make("div", { class: "page holder" });
  page.parts = parts;
  page.field = make("input", { type: "search", placeholder: words.hint, "aria-label": words.search, "data-key": "search" });
  const search = () => { clearTimeout(page.timer); page.timer = 0; go(page, { search: page.field.value.trim() }); };
  page.field.addEventListener("input", () => { clearTimeout(page.timer); page.timer = setTimeout(search, PAUSE); });
  page.field.addEventListener("keydown", (event) => { if (event.key === "Enter") search(); });
  page.select = make("select", { "data-key": "period" }, ...data.spans.map(([value, label]) => make("option", { value }, label)));
  page.select.addEventListener("change", () => go(page, { period: page.select.value === data.spans[0][0] ? "" : page.select.value, dates: "" }));
  page.menu = make("details", { class: "menu" }, make("summary", { "data-key": "areas" }), parts.areas);
  page.menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { page.menu.open = false; page.menu.firstChild.focus(); } });
  page.getRootNode().ownerDocument?.addEventListener("click", (event) => {
    if (!event.composedPath().includes(page.menu)) page.menu.open = false;
  });
  // Streamlit has shortcuts of one letter, and takes what is typed behind a shadow root for one.
  for (const name of ["keydown", "keypress", "keyup"]) {
    page.addEventListener(name, (event) => { if (event.target.matches("input, select")) event.stopPropagation(); });
  }
  parts.tabs.setAttribute("aria-label", words.status);
  parts.said.setAttribute("role", "status");
  const filters = make("div", { class: "filters" }, page.field, page.menu,
    make("label", {}, `${words.period} `, page.select), parts.dates);
  parts.bar.append(parts.tabs, filters, parts.said);
  parts.list.append(make("h2", { class: "unseen" }, words.every), parts.bar, parts.table, parts.foot);
  page.append(make("div", { class: "body" }, parts.next, parts.list));
  parentElement.append(page);
  return page;
}

// By part: what it says, and how that is drawn.
const drawings = {
  next: ({ next, words, to, idle }) => [next && { ...next, words, to, idle }, nextOf],
  tabs: ({ tabs, names }) => [tabs, () => make("ul", {}, ...tabs.map((tab) => make("li", {}, link([tab.label, " ", make("b", {}, tab.count)], {
    href: address(names, { status: tab.value }), "data-key": `tab ${tab.value}`, "aria-current": tab.chosen ? "true" : null }))))],
  areas: ({ areas, chosen_areas: chosen, words }, page) => [{ areas, chosen }, () => areasOf(page, areas, chosen, words)],
  dates: ({ dates, words }, page) => [dates, () => datesOf(page, dates, words)],
  said: ({ counted, filtered, names, words }) => [{ counted, filtered }, () => [make("span", {}, counted), filtered
    ? link(words.clear, { href: address(names, { status: "", areas: "", period: "", dates: "", search: "" }), "data-key": "clear" }) : null]],
  table: (data) => [[data.rows, data.nothing, data.more, data.sorted], () => tableOf(data)],
  foot: ({ as_of: said }) => [said, () => said],
};

// A link that leads to an assignment, and what is new in it: a screen reader says that after the name of the link.
const opening = (attributes, text, news, id) => [make("a", { ...attributes, dir: "auto", "aria-describedby": news ? id : null }, text),
  ...(news ? [" ", make("span", { class: "new", id }, news)] : [])];
const dot = (...parts) => parts.filter(Boolean).flatMap((one, i) => (i ? [" · ", one] : [one]));

function nextOf({ items, nothing, words, to, idle }) {
  if (nothing) return [make("h2", {}, words.next), make("p", { class: "nothing" }, nothing), make("a", { href: idle[0] }, `${idle[1]} →`)];
  const href = (one) => `${to.replace("?", "?assignment=" + encodeURIComponent(one.id) + "&")}`;
  const [first, ...others] = items;
  const due = (one) => make("span", { class: one.overdue ? "warn" : "" }, one.overdue ? `⚠ ${one.due}` : one.due);
  return [make("h2", {}, words.next),
    make("div", { class: "card" }, make("h3", { dir: "auto" }, first.name), first.news ? make("p", {}, make("span", { class: "new", id: "new-next" }, first.news)) : null,
      make("p", {}, due(first)), ...cells.tags(first.areas),
      make("p", { class: "quiet", dir: "auto" }, first.assigned), first.wrote ? make("p", {}, first.wrote) : null,
      make("p", {}, make("span", {}, first.reviewed.label), first.steps ? make("span", {}, first.steps) : null),
      make("a", { class: "go whole", href: href(first), "aria-label": `${first.action}: ${first.name}`, "aria-describedby": first.news ? "new-next" : null }, `${first.action} →`)),
    others.length ? make("h3", { class: "then" }, words.then) : null,
    others.length ? make("ul", {}, ...others.map((one, i) => make("li", {}, ...opening({ class: "name whole", href: href(one), "aria-label": `${one.action}: ${one.name}` }, one.name, one.news, `new-then-${i}`),
      make("small", {}, ...dot(due(one), one.reviewed.label))))) : null];
}

function areasOf(page, areas, chosen, words) {
  const said = chosen.length ? chosen.join(", ") : words.all;
  page.menu.firstChild.replaceChildren(`${words.areas}: `, make("span", { dir: "auto" }, said));
  return areas.map((area) => {
    const box = make("input", { type: "checkbox", value: area, "data-key": `area ${area}` });
    box.checked = chosen.includes(area);
    box.addEventListener("change", () => go(page, {
      areas: [...page.parts.areas.querySelectorAll("input")].filter((one) => one.checked).map((one) => one.value) }));
    return make("label", { dir: "auto" }, box, ` ${area}`);
  });
}

function datesOf(page, dates, words) {
  const fields = dates.map((value, i) => make("input", { type: "date", value, "aria-label": i ? words.last : words.first, "data-key": `day ${i}` }));
  for (const field of fields) {
    field.addEventListener("change", () => {
      if (fields.every((one) => one.value)) go(page, { dates: fields.map((one) => one.value) });
    });
  }
  return [fields[0], " – ", fields[1]];
}

function tableOf({ columns, rows, label, sorted, names, words, nothing, more }) {
  if (nothing) return make("p", { class: "nothing" }, nothing);
  const heading = ([key, text, align, sorts]) => {
    if (!sorts) return make("th", { scope: "col", class: align }, text);
    const by = sorted.by === key, up = by && sorted.way === "ascending";
    return make("th", { scope: "col", class: align, "aria-sort": by ? sorted.way : null }, link(by ? `${text} ${up ? "▲" : "▼"}` : text, {
      class: "sort", title: words.sort + text, href: address(names, { sort: key, way: up ? "descending" : "ascending" }), "data-key": `sort ${key}` }));
  };
  const cell = (row, [key, text, align]) => {
    const value = row.cells[key];
    const shown = value.kind === "opens" ? opening({ class: "name whole", href: row.address }, value.text, value.news, `new ${row.id}`.replaceAll(" ", "-")) : cells[value.kind](value);
    return breakable(make("td", { class: align, "data-label": text }, ...shown));
  };
  return [make("table", { "aria-label": label }, make("thead", {}, make("tr", {}, ...columns.map(heading))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...columns.map((column) => cell(row, column)))))),
  more ? link(more, { class: "button", href: address(names, { rows: "all" }), "data-key": "more" }) : null];
}
