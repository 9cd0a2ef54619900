// What tables draw alike: elements, and the kinds of cells. Every value arrives as text and is set as text, never as HTML.
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
  progress: (value) => [make("span", { class: "progress", role: "img",
                                       "aria-label": value.label },
    ...Array.from({ length: Math.min(value.total, 10) }, (_, i) =>
      make("i", { class: (i + 1) * value.total <= value.done * Math.min(value.total, 10) ? "done" : null })),
    ` ${value.done}/${value.total}`)],
};
