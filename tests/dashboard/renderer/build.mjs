// Writes dashboard.js and dashboard.css into the folder that is named.

import { build } from "esbuild";

await build({
  entryPoints: ["page.jsx"],
  bundle: true,
  minify: true, // half as much to read for each page
  outfile: `${process.argv[2]}/dashboard.js`,
  format: "iife",
  jsx: "automatic",
  mainFields: ["main", "module"], // a context that is there twice, as module and as CommonJS, is two contexts
  define: { global: "window", "process.env.NODE_ENV": '"production"' },
  loader: { ".png": "dataurl", ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl" },
  logLevel: "error",
});
