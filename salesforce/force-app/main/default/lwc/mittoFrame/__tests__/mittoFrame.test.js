import { createElement } from "lwc";
import { publish, subscribe, unsubscribe } from "lightning/messageService";
import { notifyRecordUpdateAvailable } from "lightning/uiRecordApi";
import open from "@salesforce/apex/MittoSession.open";
import token from "@salesforce/apex/MittoSession.token";
import MittoFrame from "c/mittoFrame";

jest.mock(
    "@salesforce/apex/MittoSession.open",
    () => ({ default: require("@salesforce/sfdx-lwc-jest").createApexTestWireAdapter(jest.fn()) }),
    { virtual: true }
);
jest.mock("@salesforce/apex/MittoSession.token", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/i18n/lang", () => ({ default: "de" }), { virtual: true });

const ORIGIN = "https://sms.example.com";
const RECORD = "00Q000000000001AAA";
const flush = () => Promise.resolve().then(() => Promise.resolve());

function framed(page = "send-sms", more = {}) {
    const element = createElement("c-mitto-frame", { is: MittoFrame });
    Object.assign(element, { page, recordId: RECORD, title: "Send SMS", ...more });
    document.body.appendChild(element);
    return element;
}

async function opened(page, more) {
    const element = framed(page, more);
    open.emit({ workerUrl: ORIGIN, objectName: "lead", recordId: RECORD });
    await flush();
    const iframe = element.shadowRoot.querySelector("iframe");
    const told = jest.spyOn(iframe.contentWindow, "postMessage").mockImplementation(() => {});
    const says = async (data, origin = ORIGIN, source = iframe.contentWindow) => {
        window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
        await flush();
        await flush();
    };
    return { element, iframe, told, says };
}

const words = (element) => element.shadowRoot.querySelector("[role=alert]")?.textContent;
const spinner = (element) => element.shadowRoot.querySelector("lightning-spinner");

describe("c-mitto-frame", () => {
    afterEach(() => {
        while (document.body.firstChild) {
            document.body.firstChild.remove();
        }
        jest.clearAllMocks();
        jest.useRealTimers();
    });

    it("asks for its record, and frames the Worker's page in the user's language", async () => {
        const { element, iframe } = await opened();
        expect(open.getLastConfig()).toEqual({ recordId: RECORD });
        expect(iframe.src).toBe(`${ORIGIN}/embed/send-sms?object=lead&record-id=${RECORD}&lang=de&mode=inline`);
        expect(iframe.title).toBe("Send SMS");
        expect(spinner(element)).not.toBeNull();
    });

    it("shows a button that opens the form, where the admin chose that; a list has no such choice", async () => {
        const button = await opened("send-sms", { mode: "action" });
        expect(new URL(button.iframe.src).searchParams.get("mode")).toBe("action");
        const list = await opened("sms-list", { mode: "action" });
        expect(new URL(list.iframe.src).searchParams.has("mode")).toBe(false);
    });

    it("is as high as an open dialog wants, and as low as before when it has closed", async () => {
        const { iframe, says } = await opened("send-sms", { mode: "action" });
        await says({ type: "mitto-sms:ready" });
        await says({ type: "mitto-sms:height", height: 48 });
        await says({ type: "mitto-sms:dialog", open: true });
        await says({ type: "mitto-sms:height", height: 520 });
        expect(iframe.style.height).toBe("520px");
        await says({ type: "mitto-sms:dialog", open: false });
        await says({ type: "mitto-sms:height", height: 48 });
        expect(iframe.style.height).toBe("48px");
    });

    it("is as high as the frame, and no spinner is left once it is ready", async () => {
        const { element, iframe, told, says } = await opened();
        await says({ type: "mitto-sms:ready" });
        await says({ type: "mitto-sms:height", height: 321 });
        expect(iframe.style.height).toBe("321px");
        expect(spinner(element)).toBeNull();
        expect(told).toHaveBeenCalledWith({ type: "mitto-sms:theme", dark: false }, ORIGIN);
    });

    it("tells a frame on a dark page that it is dark", async () => {
        document.body.style.backgroundColor = "rgb(10, 10, 10)";
        const { told, says } = await opened();
        await says({ type: "mitto-sms:ready" });
        document.body.style.backgroundColor = "";
        expect(told).toHaveBeenCalledWith({ type: "mitto-sms:theme", dark: true }, ORIGIN);
    });

    it("gives the frame tokens that Apex signs for this record", async () => {
        token.mockResolvedValue("a.b.c");
        const { told, says } = await opened();
        await says({ type: "mitto-sms:token-wanted", request: 3 });
        expect(token).toHaveBeenCalledWith({ recordId: RECORD });
        expect(told).toHaveBeenCalledWith({ type: "mitto-sms:token", request: 3, token: "a.b.c" }, ORIGIN);
    });

    it("passes on Apex's words where it signs none", async () => {
        token.mockRejectedValue({ body: { message: "You may not send SMS." } });
        const { told, says } = await opened();
        await says({ type: "mitto-sms:token-wanted", request: 4 });
        expect(told).toHaveBeenCalledWith(
            { type: "mitto-sms:token", request: 4, error: "You may not send SMS." },
            ORIGIN
        );
    });

    it("asks Apex for nothing when another window speaks", async () => {
        const { says } = await opened();
        await says({ type: "mitto-sms:token-wanted", request: 5 }, ORIGIN, window);
        await says({ type: "mitto-sms:token-wanted", request: 5 }, "https://evil.example");
        expect(token).not.toHaveBeenCalled();
    });

    it("says why there is no frame", async () => {
        const element = framed();
        open.error({ message: "Ask your admin for the permission set Mitto User Access." });
        await flush();
        expect(words(element)).toBe("Ask your admin for the permission set Mitto User Access.");
        expect(element.shadowRoot.querySelector("iframe")).toBeNull();
        expect(spinner(element)).toBeNull();
    });

    it("says when the frame stays silent, and takes it back when it speaks after all", async () => {
        const { element, iframe, says } = await opened();
        jest.useFakeTimers();
        iframe.dispatchEvent(new CustomEvent("load"));
        jest.advanceTimersByTime(9999);
        await flush();
        expect(words(element)).toBeUndefined();
        jest.advanceTimersByTime(1);
        await flush();
        expect(words(element)).toBe("c.Mitto_Not_Loaded");
        await says({ type: "mitto-sms:ready" });
        expect(words(element)).toBeUndefined();
    });

    it("says when the frame has no origin", async () => {
        const { element, says } = await opened();
        await says({ type: "mitto-sms:ready" }, "null");
        expect(words(element)).toBe("c.Mitto_Sandboxed");
    });

    it("tells the page and the other frames what happened, but keeps errors to itself", async () => {
        const { element, says } = await opened();
        const happened = jest.fn();
        element.addEventListener("happened", happened);
        await says({ type: "mitto-sms:event", name: "mitto-sms-sent", detail: { numberOfMessages: 2 } });
        await says({ type: "mitto-sms:event", name: "mitto-sms-error", detail: { message: "No." } });
        expect(happened.mock.calls.map(([event]) => event.detail.name)).toEqual(["mitto-sms-sent", "mitto-sms-error"]);
        expect(publish).toHaveBeenCalledTimes(1);
        expect(publish.mock.calls[0][2]).toEqual({ recordId: RECORD, name: "mitto-sms-sent" });
    });

    it("has the record's box read again after an opt-out", async () => {
        const { says } = await opened();
        jest.useFakeTimers();
        await says({ type: "mitto-sms:event", name: "mitto-sms-opt-out", detail: { optedOut: true } });
        expect(notifyRecordUpdateAvailable).not.toHaveBeenCalled();
        jest.advanceTimersByTime(4000);
        expect(notifyRecordUpdateAvailable).toHaveBeenCalledWith([{ recordId: RECORD }]);
    });

    it.each([
        ["sms-list", "mitto-sms-sent", RECORD, 1],
        ["sms-list", "mitto-sms-sent", "00Q000000000002AAA", 0],
        ["sms-list", "mitto-sms-status", RECORD, 0],
        ["send-sms", "mitto-sms-sent", RECORD, 0]
    ])("a %s that hears %s of %s reads again %d times", async (page, name, recordId, times) => {
        const { told, says } = await opened(page);
        const heard = subscribe.mock.calls.at(-1)[2];
        heard({ recordId, name }); // too early: it reads the record anyway
        await says({ type: "mitto-sms:ready" });
        heard({ recordId, name });
        expect(told.mock.calls.filter(([message]) => message.type === "mitto-sms:refresh")).toHaveLength(times);
    });

    it("hears nothing once it is gone", async () => {
        const { element, says } = await opened();
        const added = subscribe.mock.calls.length;
        element.remove();
        await says({ type: "mitto-sms:token-wanted", request: 6 });
        expect(token).not.toHaveBeenCalled();
        expect(unsubscribe).toHaveBeenCalledTimes(added);
    });
});
