// Elements from names, properties and children. Text goes in as text: nothing here reads markup.

export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key in element && !key.startsWith("aria")) element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

const present = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

let unique = 0;
export const newId = (stem) => `${stem}-${++unique}`;

// What steers a terminal, or turns text round, is written out: what somebody logged must not deceive who reads it.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const escaped = (character) => {
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
};

export const written = (text) => text.replace(HIDDEN, escaped);

export function visible(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    parts.push(text.slice(from, found.index), h("span", { class: "escaped" }, escaped(found[0])));
    from = found.index + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

// A long text, with a button that shows the rest of it.
export function longText(text, most = 2000) {
  if (text.length <= most) return visible(text);
  const rest = h("span", {}, "… ", h("button", { type: "button", class: "more", onclick: () => rest.replaceWith(...visible(text.slice(most))) },
    `Show all ${counted(text.length, "character")}`));
  return [...visible(text.slice(0, most)), rest];
}

export const number = (value) => Number(value).toLocaleString("en");
export const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

// 2026-03-03T09:02:11.000+00:00 -> 2026-03-03 09:02:11.000
export const moment = (time) => String(time).replace(/^(\d{4}-\d\d-\d\d)T([\d:.]+)(?:Z|[+-]\d\d:?\d\d)$/, "$1 $2");

export function say(text) {
  document.getElementById("status").textContent = text;
}
