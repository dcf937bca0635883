// Starts one macie-local for a test file and stops it when the tests are done.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startServer(...options) {
  const binary = process.env.MACIE_LOCAL_BIN;
  if (!binary) throw new Error("MACIE_LOCAL_BIN must name the macie-local binary");
  const child = spawn(binary, ["--port", "0", "--run-duration", "PT0.1S", ...options], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = line.replace("macie-local ready on ", "");
  return {
    url,
    putBuckets: async (buckets) => {
      const answer = await fetch(`${url}/_macie-local/buckets`, { method: "PUT", body: JSON.stringify(buckets) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    stop: async () => { child.kill("SIGTERM"); await once(child, "exit"); },
  };
}
