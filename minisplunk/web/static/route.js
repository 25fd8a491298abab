// The address keeps the state, #search?q=...&earliest=..., so that a link or a reload shows the same.

export function read() {
  const [tab, query = ""] = location.hash.slice(1).split("?", 2);
  return { tab, fields: Object.fromEntries(new URLSearchParams(query)) };
}

export function hash(tab, fields = {}) {
  const form = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  return `#${tab}${form.size ? `?${form}` : ""}`;
}

export function write(tab, fields) {
  const now = hash(tab, fields);
  if (now !== location.hash) history.pushState(null, "", now);
}
