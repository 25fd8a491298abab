// The address keeps the state, #search?q=...&earliest=..., so that a link or a reload shows the same.

export function read() {
  const [tab, query = ""] = location.hash.slice(1).split("?", 2);
  return { tab, fields: Object.fromEntries(new URLSearchParams(query)) };
}

export function write(tab, fields = {}) {
  const form = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  const hash = `#${tab}${form.size ? `?${form}` : ""}`;
  if (hash !== location.hash) history.pushState(null, "", hash);
}
