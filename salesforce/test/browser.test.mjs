// Components and frames in a real browser, where origins, windows and their messages are no imitations.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serveOrg, serveWorker } from "./org.mjs";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].find(
    (name) => spawnSync(name, ["--version"]).status === 0
);

/** A page that does what a frame of the Worker does, and tells what it was told, as an event. */
const FRAME = `<!doctype html><body>A frame<script>
    const at = new URL(location);
    const told = [];
    const say = (message) => parent.postMessage(message, "*");
    addEventListener("message", ({ source, data }) => {
        if (source !== parent) return;
        told.push(data);
        const rest = { page: at.pathname, record: at.searchParams.get("record-id"), lang: at.searchParams.get("lang"), told };
        say({ type: "mitto-sms:event", name: "mitto-sms-status", detail: rest });
        if (data.type === "mitto-sms:refresh" && at.pathname.endsWith("send-sms")) {
            say({ type: "mitto-sms:event", name: "mitto-sms-sent", detail: rest });
        }
    });
    say({ type: "mitto-sms:token-wanted", request: 1 });
    say({ type: "mitto-sms:ready" });
    say({ type: "mitto-sms:height", height: at.pathname.endsWith("send-sms") ? 210 : 430 });
</script>`;

/** A lead's page: two components of it, one of a record that may not be read, and a frame that belongs to nobody. */
const PAGE = (worker) => `
    <iframe id="stranger" src="${worker}/embed/send-sms?object=lead&record-id=00QSTRANGER"></iframe>
    <script type="module">
    import { createElement } from "lwc";
    import Frame from "c/mittoFrame";
    import SendSms from "c/mittoSendSms";
    import SmsList from "c/mittoSmsList";
    document.body.style.backgroundColor = "rgb(20, 20, 20)";
    const happened = {};
    const show = (name, is, members) => {
        const element = createElement(name, { is });
        Object.assign(element, members);
        document.body.append(element);
        const frame = element.shadowRoot.querySelector("c-mitto-frame") ?? element;
        frame.addEventListener("happened", ({ detail: { detail } }) => {
            happened[detail.page.split("/").at(-1) + " " + detail.record] = detail;
        });
        return frame;
    };
    const frames = [
        show("c-mitto-send-sms", SendSms, { recordId: "00Q1", objectApiName: "Lead" }),
        show("c-mitto-sms-list", SmsList, { recordId: "00Q1" }),
        show("c-mitto-frame", Frame, { page: "send-sms", recordId: "00Q2", title: "Send SMS" }),
        show("c-mitto-frame", Frame, { page: "send-sms", recordId: "00QNO", title: "Send SMS" })
    ];
    const began = performance.now();
    const told = (name, type) => happened[name]?.told.some((message) => message.type === type);
    const isReady = () =>
        ["send-sms 00Q1", "sms-list 00Q1", "send-sms 00Q2", "send-sms 00QNO"].every(
            (name) => told(name, "mitto-sms:token") && told(name, "mitto-sms:theme")
        );
    const post = () => {
        const shown = frames.map((frame) => {
            const iframe = frame.shadowRoot.querySelector("iframe");
            const src = new URL(iframe.src);
            return { path: src.pathname + src.search, height: iframe.offsetHeight, title: iframe.title };
        });
        fetch("/result", { method: "POST", body: JSON.stringify({ happened, shown, signed: window.signed }) });
    };
    const look = setInterval(() => {
        // The first frame sends something when it is told to read again.
        if (isReady() && !told("send-sms 00Q1", "mitto-sms:refresh")) {
            frames[0].refresh();
        }
        if (told("sms-list 00Q1", "mitto-sms:refresh") || performance.now() - began > 40000) {
            clearInterval(look);
            setTimeout(post, 500); // for what should not come
        }
    }, 100);
    </script>`;

test("frames of another origin get the tokens of their own record, in a real browser", { skip: CHROMIUM ? false : "no Chromium" }, async () => {
    const profile = mkdtempSync(join(tmpdir(), "mitto-chromium-"));
    const worker = await serveWorker(FRAME);
    // Two names of one machine: other origins, and the browser knows it.
    const workerUrl = `http://localhost:${worker.port}`;
    const org = await serveOrg(workerUrl, PAGE(workerUrl));
    const browser = spawn(
        CHROMIUM,
        ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`, "--remote-debugging-port=0", `http://127.0.0.1:${org.port}/`],
        // A group of its own, so that its children end with it.
        { stdio: "ignore", detached: true }
    );
    try {
        let timer;
        const late = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new Error("the page told nothing")), 60000);
        });
        const { error, happened, shown, signed } = await Promise.race([org.result, late]);
        clearTimeout(timer);
        assert.equal(error, undefined);
        // Nobody signed anything for the frame that is no component's.
        assert.deepEqual([...signed].sort(), ["00Q1", "00Q1", "00Q2", "00QNO"]);
        const told = (name, wanted) => happened[name].told.filter(({ type }) => type === `mitto-sms:${wanted}`);
        const token = { type: "mitto-sms:token", request: 1 };
        assert.deepEqual(told("send-sms 00Q1", "token"), [{ ...token, token: "token-of-00Q1" }]);
        assert.deepEqual(told("sms-list 00Q1", "token"), [{ ...token, token: "token-of-00Q1" }]);
        assert.deepEqual(told("send-sms 00Q2", "token"), [{ ...token, token: "token-of-00Q2" }]);
        assert.deepEqual(told("send-sms 00QNO", "token"), [{ ...token, error: "You may not read this record." }]);
        // The page is dark, and what one frame sent the list of the same record reads.
        assert.deepEqual(told("send-sms 00Q2", "theme"), [{ type: "mitto-sms:theme", dark: true }]);
        assert.ok(told("sms-list 00Q1", "refresh").length >= 1);
        assert.equal(told("send-sms 00Q2", "refresh").length, 0);
        const mode = { "send-sms": "&mode=inline", "sms-list": "" };
        const path = (page, record) => `/embed/${page}?object=lead&record-id=${record}&lang=de${mode[page]}`;
        assert.deepEqual(shown, [
            { path: path("send-sms", "00Q1"), height: 210, title: "Send SMS" },
            { path: path("sms-list", "00Q1"), height: 430, title: "SMS" },
            { path: path("send-sms", "00Q2"), height: 210, title: "Send SMS" },
            { path: path("send-sms", "00QNO"), height: 210, title: "Send SMS" }
        ]);
    } finally {
        const ended = new Promise((resolve) => {
            browser.once("exit", resolve);
        });
        process.kill(-browser.pid, "SIGKILL");
        worker.close();
        org.close();
        await ended;
        rmSync(profile, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
    }
});
