// A table of rows that lead to a page. What it draws its cells with is in cells.js, which goes before it.
cells.lines = (value) => [make("ul", { class: "lines" }, ...value.lines.map((line) =>
  make("li", { title: line.detail || null }, make("span", { class: "label", dir: "auto" }, line.label), " ",
    make("span", {}, make("span", { class: line.tone }, line.value), line.rest ? " " : null,
      line.rest ? make("span", { class: "rest" }, line.rest) : null),
    line.detail ? make("small", {}, line.detail) : null)))];

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
  const headingOf = ({ key, label, align }) => {
    const { labels = {}, key: by, way } = data.sorting ?? {};
    if (!labels[key]) return make("th", { scope: "col", class: align }, make("span", {}, label));
    const arrow = key !== by ? "" : way === "ascending" ? " ▲" : " ▼";
    const button = make("button", { type: "button", class: "sort", title: labels[key] }, label + arrow);
    button.addEventListener("click", () => holder.send("sorted", key));
    return make("th", { scope: "col", class: align, "aria-sort": key === by ? way : null }, button);
  };
  const table = make("table", { "aria-label": data.label },
    make("thead", {}, make("tr", {}, ...data.columns.map(headingOf))),
    make("tbody", {}, ...data.rows.map((row) => make("tr", {}, ...data.columns.map((column) =>
      breakable(make("td", { class: column.align, "data-label": column.label }, ...cell(row, column))))))));
  const heading = data.heading ? make("div", { class: "heading" }, make("h2", {}, data.heading),
    data.action ? link(data.action.text, { href: data.action.address, class: "button" }) : null) : "";
  holder.replaceChildren(heading, table);
  holder.drawn = JSON.stringify(drawn);
  showTicks();
}
