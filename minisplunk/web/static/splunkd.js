// splunkd's REST API as Splunk Web passes it on, and minisplunk's own endpoints beside it.

const ROOT = `/${location.pathname.split("/")[1]}`;
const PORT = location.port || (location.protocol === "https:" ? "443" : "80");

export class Refusal extends Error {
  constructor(status, messages) {
    super(messages.map((message) => message.text).join(" ") || `The server answered ${status}.`);
    this.status = status;
    this.messages = messages;
  }
}

// Told when the server no longer knows the session.
let signedOut = () => {};
export const onSignedOut = (action) => { signedOut = action; };

async function ask(method, path, fields = {}) {
  const form = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])));
  const reading = method === "GET" || method === "DELETE";
  const url = `${ROOT}/${path}${reading && form.size ? `?${form}` : ""}`;
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  if (method !== "GET") headers["X-Splunk-Form-Key"] = formKey();
  let answer;
  try {
    answer = await fetch(url, { method, headers, body: reading ? undefined : form, cache: "no-store" });
  } catch {
    throw new Refusal(0, [{ type: "ERROR", text: "The server does not answer." }]);
  }
  const text = await answer.text();
  const content = text && answer.headers.get("Content-Type").startsWith("application/json") ? JSON.parse(text) : {};
  if (!answer.ok) {
    if (answer.status === 401 && !path.startsWith("account/")) signedOut();
    throw new Refusal(answer.status, content.messages ?? []);
  }
  return content;
}

function formKey() {
  const cookies = Object.fromEntries(document.cookie.split("; ").map((pair) => pair.split("=", 2)));
  return cookies[`splunkweb_csrf_token_${PORT}`] ?? "";
}

const raw = (path) => `splunkd/__raw/${path}`;
const json = { output_mode: "json" };
export const get = (path, fields) => ask("GET", raw(path), { ...fields, ...json });
export const post = (path, fields) => ask("POST", raw(path), { ...fields, ...json });
export const remove = (path) => ask("DELETE", raw(path), json);
export const entries = async (path, fields) => (await get(path, { count: 0, ...fields })).entry;

// servicesNS/<owner>/<app>/<parts>, each part as it is named
export const within = (owner, app, ...parts) => ["servicesNS", owner, app, ...parts].map((part) => encodeURIComponent(part)).join("/");

export const own = {
  get: (path, fields) => ask("GET", `minisplunk/${path}`, fields),
  post: (path, fields) => ask("POST", `minisplunk/${path}`, fields),
};

export const signIn = (username, password) => ask("POST", "account/login", { username, password });
export const signOut = () => ask("POST", "account/logout");
