// Rows as a table: numbers to the right, several values below one another, and a place to scroll on its own.

import { h, longText, moment, newId } from "./dom.js";

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
export const values = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
export const isNumeric = (rows, field) => {
  let any = false;
  for (const row of rows) {
    for (const value of values(row[field])) {
      if (!NUMBER.test(value)) return false;
      any = true;
    }
  }
  return any;
};

// As Splunk Web: fields that begin with an underscore are internal, save these two.
export const shownFields = (fields) => fields.filter((field) => !field.startsWith("_") || field === "_time" || field === "_raw");

export function table({ caption, fields, rows, first = 0, seen = false }) {
  const right = new Set(fields.filter((field) => isNumeric(rows, field)));
  const side = (field) => (right.has(field) ? "number" : undefined);
  const id = newId("table");
  return h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-labelledby": id },
    h("table", {},
      h("caption", { id, class: seen ? undefined : "unseen" }, caption),
      h("thead", {}, h("tr", {}, fields.map((field) => h("th", { scope: "col", class: side(field) }, h("bdi", {}, longText(field, 200)))))),
      h("tbody", {}, rows.map((row, number) => h("tr", { "data-row": first + number },
        fields.map((field) => h("td", { class: side(field) }, values(row[field]).map((value) => cell(field, value)))))))));
}

function cell(field, value) {
  const text = field === "_time" ? moment(value) : String(value);
  return h("div", { class: field === "_time" ? "time" : undefined }, h("bdi", {}, longText(text, 500)));
}
