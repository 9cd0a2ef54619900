// A map of scores. Every value arrives as text and is set as text, never as HTML.
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) node.setAttribute(name, value);
  node.append(...children.filter((child) => child));
  return node;
};

const MOST_ON_PAPER = 9; // columns that fit beside each other

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const holder = parentElement.querySelector(".map") ?? parentElement.appendChild(make("div", { class: "map" }));
  holder.send = setTriggerValue; // this run's, for what the last one drew
  const drawn = JSON.stringify(data);
  if (holder.drawn === drawn) return; // drawn already: a rerun does not take the focus away
  const ARROWS = { ascending: " ▲", descending: " ▼" };
  const line = (one) => make("small", { title: one.detail, dir: "auto" },
    one.before ? make("span", { class: "quiet" }, one.before) : null, one.address
      ? make("a", { class: `line ${one.tone}`, href: one.address, "aria-label": one.label }, one.text)
      : make("span", { class: one.tone }, one.text),
    one.detail ? make("span", { class: "unseen" }, ` (${one.detail})`) : null);
  const inside = (cell) => {
    const text = cell.mark ? `${cell.mark} ${cell.text}` : cell.text;
    const score = cell.address
      ? make("a", { href: cell.address, class: `name ${cell.tone}`, "aria-label": cell.label, dir: "auto" }, text)
      : make("span", { class: cell.tone, dir: "auto" }, text);
    let button = null;
    if (cell.asks) {
      button = make("button", { type: "button", class: cell.asks_always ? "asks" : "asks later",
        "aria-label": cell.asks_label, title: cell.asks_label }, cell.asks_text);
      button.addEventListener("click", () => holder.send("asked", cell.asks));
    }
    return [make("span", { class: "first" }, score, button), ...cell.lines.map(line)];
  };
  const heading = (one) => {
    if (!one.sort_label) return make("th", { scope: "col" }, make("span", { dir: "auto" }, one.label));
    const button = make("button", { type: "button", class: "sort", title: one.sort_label, dir: "auto" },
      one.label + (ARROWS[one.sorted] ?? ""));
    button.addEventListener("click", () => holder.send("sorted", one.key));
    return make("th", { scope: "col", "aria-sort": one.sorted }, button);
  };
  const [first, ...rest] = data.headings;
  const score = (cell, label) => {
    const node = make("td", { "data-label": label, class: cell.tenths !== null ? "heat" : cell.mark ? "marked" : "" },
      make("div", {}, ...inside(cell)));
    node.style.setProperty("--depth", cell.depth);
    if (cell.tenths !== null) node.style.setProperty("--green", `${cell.tenths * 10}%`);
    return node;
  };
  const row = (one) => make("tr", {}, make("th", { scope: "row" }, ...inside(one.head)),
    ...rest.map(({ key, label }) => one.cells[key] ? score(one.cells[key], label) : make("td", { class: "none" }, "–")));
  holder.replaceChildren(make("table", { "aria-label": data.label },
    make("thead", {}, make("tr", {}, heading(first), ...rest.map(heading))),
    make("tbody", {}, ...data.rows.map(row))));
  holder.classList.toggle("many", data.headings.length > MOST_ON_PAPER);
  // So many columns as have room, and none by half. A map that was here before had other columns.
  holder.style.removeProperty("--column");
  const [head, ...others] = holder.querySelectorAll("thead th");
  holder.style.scrollPaddingLeft = `${head.offsetWidth}px`; // what has the focus is not behind the names
  const room = holder.clientWidth - head.offsetWidth, widest = Math.max(...others.map((one) => one.offsetWidth));
  const fit = Math.floor(room / widest);
  if (fit > 0 && holder.scrollWidth > holder.clientWidth) holder.style.setProperty("--column", `${room / fit}px`);
  if (data.from_end) holder.scrollLeft = holder.scrollWidth;
  holder.drawn = drawn;
}
