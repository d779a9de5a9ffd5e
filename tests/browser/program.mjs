// The program, started by a test for itself alone: on a free port, with its data in a folder that goes when it ends.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Starts `buurtnet` with some words. Resolves to what it said of what is looked for, and to how it is ended. */
export async function start(words, wanted) {
  const folder = await mkdtemp(join(tmpdir(), "buurtnet-browser-"));
  // No environment: the settings of whoever runs the tests are not for this one.
  const program = spawn(process.env.BUURTNET_BIN, [...words, "--listen", "127.0.0.1:0"], { cwd: folder, env: {} });
  const ended = once(program, "exit");
  process.once("exit", () => program.kill());
  const said = await new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk) => {
      output += chunk;
      const found = output.match(wanted);
      if (found !== null) resolve(found[0]);
    };
    program.stdout.on("data", read);
    program.stderr.on("data", read);
    program.once("exit", () => reject(new Error(`buurtnet ${words.join(" ")} ended: ${output}`)));
    program.once("error", reject);
  });
  const end = async () => {
    program.kill();
    await ended;
    await rm(folder, { recursive: true });
  };
  return { said, end };
}
