// Runs a WASI preview 1 program by node:wasi, of Node.js, Deno or Bun: wasi.mjs MODULE [ARGUMENT...]. The exit status is the
// program's; what ends it otherwise (a trap, a module that cannot be linked) is one line on standard error, and status 134.
import { readFileSync } from "node:fs";
import process from "node:process";
import { WASI } from "node:wasi";

// "WASI is experimental", which Deno has no option against, would come after the program's own last words.
process.emitWarning = () => {};

const [file, ...words] = process.argv.slice(2);
try {
    const wasi = new WASI({ version: "preview1", args: [file, ...words], env: {}, returnOnExit: true });
    const module = new WebAssembly.Module(readFileSync(file));
    // Bun has the imports, but not the function that gives them.
    const imports = wasi.getImportObject?.() ?? { wasi_snapshot_preview1: wasi.wasiImport };
    const instance = new WebAssembly.Instance(module, imports);
    process.exitCode = wasi.start(instance);
} catch (error) {
    process.stderr.write(`${error}\n`);
    process.exitCode = 134;
}
