// Python in a thread of its own, so that the page answers meanwhile. All files come from where the page came from.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const FOLDER = "/drop";

async function bundle() {
  const answer = await fetch("python.zip");
  const total = Number(answer.headers.get("Content-Length")) || 0;
  const parts = [];
  let done = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done: isOver, value } = await reader.read();
    if (isOver) return new Blob(parts).arrayBuffer();
    parts.push(value);
    done += value.length;
    postMessage({ kind: "progress", done, total });
  }
}

async function prepared() {
  const [python, packages] = await Promise.all([loadPyodide({ indexURL: "./pyodide/" }), bundle()]);
  python.setStderr({ batched: (line) => postMessage({ kind: "line", line }) });
  python.unpackArchive(packages, "zip", { extractDir: "/packages" });
  python.runPython(`
import sys, os
sys.path.insert(0, "/packages")
for name in ("polars", "sqlalchemy", "serial", "fcntl", "pwd", "grp"):
    sys.modules[name] = None  # not in a browser
os.mkdir("${FOLDER}")
os.chdir("${FOLDER}")
from veilleur.cli.check import browser
from veilleur.cli.proof import in_browser
`);
  postMessage({ kind: "ready" });
  return python;
}

const ready = prepared();
ready.catch(() => postMessage({ kind: "fault" }));

function safeName(name, number) {
  const kept = name.replace(/[^\p{L}\p{N}._ -]/gu, "_").replace(/^[.-]+/, "_").slice(-100);
  return kept || `file-${number}`;
}

function dossiers(python, language, isMasked) {
  const made = python.globals.get("in_browser").dossiers.callKwargs(language, { is_masked: isMasked }).toJs();
  postMessage({ kind: "dossiers", made: made.map(([name, bytes]) => ({ name, bytes })) });
}

onmessage = async ({ data }) => {
  try {
    const python = await ready;
    if (data.kind === "dossiers") return dossiers(python, data.language, data.isMasked);
    python.runPython(`
import shutil
for name in os.listdir("."):
    shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
`);
    const names = [];
    for (const [number, file] of data.files.entries()) {
      let name = safeName(file.name, number);
      if (names.includes(name)) name = `${number}-${name}`;
      python.FS.writeFile(`${FOLDER}/${name}`, new Uint8Array(await file.arrayBuffer()));
      names.push(name);
    }
    const run = python.globals.get("browser");
    const answer = run.run(python.toPy(names), data.language, data.width).toJs({ dict_converter: Object.fromEntries });
    const zip = run.cases_as_zip().toJs();
    postMessage({ kind: "result", code: answer.code, text: answer.text, zip: zip.length ? zip : null });
  } catch {
    postMessage({ kind: "fault" });
  }
};
