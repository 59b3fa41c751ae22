// Plays an org's Lightning page and a Worker's frame, on two origins, for a real browser. The components are compiled as
// Salesforce compiles them and run by its engine; what the platform gives them (Apex, labels, messages) is played.
import { readFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { ROOT, read } from "./files.mjs";

const require = createRequire(import.meta.url);
const { transformSync } = require("@lwc/compiler");
const ENGINE = readFileSync(join(ROOT, "node_modules/@lwc/engine-dom/dist/index.js"), "utf8");
const LWC = "force-app/main/default/lwc";
const STUBS = "node_modules/@salesforce/sfdx-lwc-jest/src/lightning-stubs";

/** A component's file, compiled: /c/mittoFrame/mittoFrame.js, /lightning/card/card.html. */
function compiled(path) {
    const [, namespace, name, file] = path.split("/");
    const source = join(namespace === "c" ? LWC : STUBS, name, file);
    if (!existsSync(join(ROOT, source))) {
        return "export default undefined;"; // a component without styles
    }
    return transformSync(read(source), basename(file), { namespace, name }).code;
}

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** What the platform gives: Apex, labels, the user's language, the message service, the record cache. */
function platform(workerUrl) {
    const text = (value) => `export default ${JSON.stringify(value)};`;
    const labels = read("force-app/main/default/labels/CustomLabels.labels-meta.xml");
    const modules = {
        "@salesforce/i18n/lang": text("de"),
        "@salesforce/messageChannel/Mitto_SMS__c": text("Mitto_SMS__c"),
        "@salesforce/apex/MittoSession.open": `export default class {
            constructor(tell) { this.tell = tell; }
            connect() {}
            disconnect() {}
            update({ recordId }) {
                const objectName = recordId.startsWith("00Q") ? "lead" : "contact";
                this.tell({ data: { workerUrl: "${workerUrl}", objectName, recordId } });
            }
        }`,
        "@salesforce/apex/MittoSession.token": `export default async ({ recordId }) => {
            window.signed.push(recordId);
            if (recordId.endsWith("NO")) throw { body: { message: "You may not read this record." } };
            return "token-of-" + recordId;
        };`,
        "@salesforce/apex/MittoSession.membersState": text("done"),
        "@salesforce/apex/MittoSession.updateMembers": text("707"),
        "lightning/messageService": `const heard = new Set();
            export class MessageContext { constructor(tell) { tell({}); } connect() {} disconnect() {} update() {} }
            export const subscribe = (context, channel, listener) => (heard.add(listener), listener);
            export const unsubscribe = (listener) => heard.delete(listener);
            export const publish = (context, channel, message) => heard.forEach((listener) => listener(message));`,
        "lightning/uiRecordApi": "export const notifyRecordUpdateAvailable = () => {};"
    };
    for (const [, name, value] of labels.matchAll(/<fullName>(\w+)<[^]*?<value>([^<]*)</g)) {
        modules[`@salesforce/label/c.${name}`] = text(value);
    }
    return modules;
}

function page(workerUrl, body) {
    const imports = { lwc: "/lwc.js" };
    for (const name of Object.keys(platform(workerUrl))) {
        imports[name] = `/platform/${name}`;
    }
    for (const name of ["mittoProtocol", "mittoFrame", "mittoMembers", "mittoSendSms", "mittoSmsList"]) {
        imports[`c/${name}`] = `/c/${name}/${name}.js`;
    }
    for (const name of ["card", "spinner", "button"]) {
        imports[`lightning/${name}`] = `/lightning/${name}/${name}.js`;
    }
    return `<!doctype html><title>A lead</title><body>
        <script>
            window.process = { env: { NODE_ENV: "production" } };
            window.signed = [];
            window.onerror = (error) => fetch("/result", { method: "POST", body: JSON.stringify({ error }) });
        </script>
        <script type="importmap">${JSON.stringify({ imports })}</script>${body}</body>`;
}

/** Serves on a free port until `close`. */
function serve(answer) {
    const server = createServer(async (request, response) => {
        const [type, text] = await answer(new URL(request.url, "http://x").pathname, request);
        response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text);
    });
    return new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () => resolve({ port: server.address().port, close: () => server.closeAllConnections() ?? server.close() }));
    });
}

/** The Worker's origin, whose every page is `frame`. */
export const serveWorker = (frame) => serve(() => ["text/html", frame]);

/** The org's origin: `body` with the components; `result` is what the page posts. */
export async function serveOrg(workerUrl, body) {
    let tell;
    const result = new Promise((resolve) => {
        tell = resolve;
    });
    const modules = platform(workerUrl);
    const server = await serve(async (path, request) => {
        if (path === "/result") {
            let text = "";
            for await (const part of request) {
                text += part;
            }
            tell(JSON.parse(text));
            return ["text/plain", ""];
        }
        if (path === "/") {
            return ["text/html", page(workerUrl, body)];
        }
        if (path === "/lwc.js") {
            return ["text/javascript", ENGINE];
        }
        if (path.startsWith("/platform/")) {
            return ["text/javascript", modules[path.slice("/platform/".length)]];
        }
        return ["text/javascript", /^\/(c|lightning)\//.test(path) ? compiled(camel(path)) : "export default undefined;"];
    });
    return { ...server, result };
}
