// Callbacks as a gateway would send them, so many at once over connections that stay open.
import http from "node:http";

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });

/** One request; its status and its body. */
function answer(port, method, path, body) {
  const headers = body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** One request; its status. */
export const ask = async (...request) => (await answer(...request)).status;

/** What a GET is answered. */
export const get = async (port, path) => (await answer(port, "GET", path)).text;

/** Sends every body, `atOnce` at a time; milliseconds until the last one is acknowledged. */
export async function flood(port, path, bodies, atOnce, wanted = 200) {
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < bodies.length) {
      const status = await ask(port, bodies[next] === undefined ? "GET" : "POST", path, bodies[next++]);
      if (status !== wanted) throw new Error(`${path} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return performance.now() - began;
}
