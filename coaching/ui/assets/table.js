// A table of rows that lead to a page. Every value arrives as text and is set as text, never as HTML.
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child != null));
  return node;
};

// No word of any language: it may be broken anywhere, so that it does not push the other columns off the screen.
const LONG_WORD = /\S{25}/;
const breakable = (cell) => {
  if (LONG_WORD.test(cell.textContent)) cell.classList.add("long");
  return cell;
};

// One function a kind of cell; table.py makes the values.
const cells = {
  text: (value) => [make("span", { title: value.title, class: value.tone, dir: "auto" }, value.text,
    value.note ? make("small", { dir: "auto" }, value.note) : null)],
  tags: (value) => {
    const tag = (text) => make("span", { class: "tag", dir: "auto" }, text);
    const holder = make("span", { class: "tags" }, ...value.shown.map(tag));
    if (value.rest.length) {
      // The rest on hover; for fingers and keyboards, which cannot hover, a click shows it for good.
      const rest = value.rest.join(", ");
      const more = make("button", { class: "tag more", type: "button", title: rest, "aria-label": value.label },
        `+${value.rest.length}`);
      more.addEventListener("click", () => more.replaceWith(...value.rest.map(tag)));
      holder.append(more);
    }
    return [holder];
  },
  lines: (value) => [make("ul", { class: "lines" }, ...value.lines.map((line) =>
    make("li", { title: line.detail || null }, make("span", { class: "label", dir: "auto" }, line.label), " ",
      make("span", {}, make("span", { class: line.tone }, line.value), line.rest ? " " : null,
        line.rest ? make("span", { class: "rest" }, line.rest) : null),
      line.detail ? make("small", {}, line.detail) : null)))],
  progress: (value) => [make("span", { class: "progress", role: "img",
                                       "aria-label": value.label },
    ...Array.from({ length: Math.min(value.total, 10) }, (_, i) =>
      make("i", { class: (i + 1) * value.total <= value.done * Math.min(value.total, 10) ? "done" : null })),
    ` ${value.done}/${value.total}`)],
};

export default function ({ data: tables, parentElement, setTriggerValue }) {
  const holders = [...parentElement.querySelectorAll(".holder")];
  holders.splice(tables.length).forEach((holder) => holder.remove());
  tables.forEach((data, i) => draw(data, setTriggerValue,
    holders[i] ?? parentElement.appendChild(make("div", { class: "holder" }))));
}

function draw(data, setTriggerValue, holder) {
  const boxes = () => [...holder.querySelectorAll("input[type=checkbox]")];
  const { ticked = [], heard = 0, ...drawn } = data;
  holder.send = setTriggerValue; // this run's, for what the last one drew
  const sameRows = holder.drawn === JSON.stringify(drawn);
  // What the server has not heard of yet is newer than what it sends: a second quick tick must not vanish.
  if (holder.number === undefined || heard > holder.number) holder.number = heard;
  const unheard = sameRows && heard < holder.number;
  const showTicks = () => boxes().forEach((box) => { box.checked = ticked.includes(box.value); });
  if (sameRows) { // drawn already: a rerun takes neither the focus nor an unfolded tag away
    if (!unheard) showTicks();
    return;
  }
  const link = (text, attributes) => make("a", { ...attributes, "data-stay": data.stays ? "" : null }, text);
  const tell = () => {
    holder.number += 1;
    holder.send("ticked", { number: holder.number, shown: boxes().map((box) => box.value),
      ticked: boxes().filter((box) => box.checked).map((box) => box.value) });
  };
  const cell = (row, column) => {
    const value = row.cells[column.key];
    if (value.kind === "opens") {
      return [link(value.text, { dir: "auto", href: value.address ?? row.address, class: value.button ? "button" : "name",
        title: value.title, "aria-label": value.label })];
    }
    if (value.kind === "asks") {
      const button = make("button", { type: "button", class: "button", "aria-label": value.label }, value.text);
      button.addEventListener("click", () => holder.send("asked", row.id));
      return [button];
    }
    if (value.kind === "tick") {
      const box = make("input", { type: "checkbox", value: row.id, "aria-label": value.label });
      box.addEventListener("change", tell);
      return [make("label", { class: "box" }, box, make("span", {}, column.label))];
    }
    return cells[value.kind](value);
  };
  const table = make("table", { "aria-label": data.label },
    make("thead", {}, make("tr", {}, ...data.columns.map((column) =>
      make("th", { scope: "col", class: column.align }, make("span", {}, column.label))))),
    make("tbody", {}, ...data.rows.map((row) => make("tr", {}, ...data.columns.map((column) =>
      breakable(make("td", { class: column.align, "data-label": column.label }, ...cell(row, column))))))));
  const heading = data.heading ? make("div", { class: "heading" }, make("h3", {}, data.heading),
    data.action ? link(data.action.text, { href: data.action.address, class: "button" }) : null) : "";
  holder.replaceChildren(heading, table);
  holder.drawn = JSON.stringify(drawn);
  showTicks();
}
