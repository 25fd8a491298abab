// SPL taken apart for its colours. It judges nothing: the server does.

const RULES = [
  ["comment", /```[\s\S]*?(?:```|$)/y],
  ["macro", /`[^`]*`?/y],
  ["string", /"(?:\\[\s\S]|[^"\\])*"?/y],
  ["pipe", /[|[\]]/y],
  ["number", /(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/y],
  ["operator", /[=<>!+*/%(),]+/y],
  ["space", /\s+/y],
  ["word", /[^\s|[\]"`=<>!(),]+/y],
  ["other", /[\s\S]/y],
];
const LOGIC = new Set(["AND", "OR", "NOT", "BY", "AS", "IN", "OUTPUT", "OUTPUTNEW", "XOR", "LIKE", "OVER", "WHERE"]);

// [kind, text] of each piece; together they are the text.
export function lex(text, words) {
  const pieces = [];
  let at = 0;
  let command = true; // whether a command comes next
  while (at < text.length) {
    for (const [rule, pattern] of RULES) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (!found) continue;
      at += found.length;
      pieces.push([rule === "word" ? word(found, text[at], command, words) : rule, found]);
      if (rule === "pipe") command = found !== "]";
      else if (rule !== "space" && rule !== "comment") command = false;
      break;
    }
  }
  return pieces;
}

function word(text, next, command, words) {
  const small = text.toLowerCase();
  if (command && words.commands.has(small)) return "command";
  if (LOGIC.has(text.toUpperCase()) && (text === text.toUpperCase() || text === small)) return "logic";
  if (next === "(" && words.functions.has(small)) return "function";
  return "word";
}
