import { FrameHost, frameUrl, isDark, wordsOf } from "c/mittoProtocol";

const ORIGIN = "https://sms.example.com";

/** A host whose frame keeps what it is told. */
function hosted(token = async () => "a.b.c") {
    const frame = { told: [], postMessage: (message, origin) => frame.told.push([message, origin]) };
    const on = { ready: jest.fn(), height: jest.fn(), event: jest.fn(), sandboxed: jest.fn() };
    const host = new FrameHost(ORIGIN, () => frame, token, on);
    const hear = (data, change) => host.receive({ source: frame, origin: ORIGIN, data, ...change });
    return { frame, on, host, hear };
}

const silent = (on) => Object.values(on).every((called) => called.mock.calls.length === 0);

describe("the page's side of a frame", () => {
    it("names a frame's address, and leaves out what is not known", () => {
        expect(
            frameUrl(`${ORIGIN}/`, "send-sms", { object: "lead", "record-id": "00Q1", lang: undefined, mode: "inline" })
        ).toBe(`${ORIGIN}/embed/send-sms?object=lead&record-id=00Q1&mode=inline`);
        expect(frameUrl(ORIGIN, "sms-list", { lang: "a&b=c" })).toBe(`${ORIGIN}/embed/sms-list?lang=a%26b%3Dc`);
    });

    it("answers each request for a token with its number, to the Worker's origin only", async () => {
        const { frame, hear } = hosted();
        await hear({ type: "mitto-sms:token-wanted", request: 7 });
        expect(frame.told).toEqual([[{ type: "mitto-sms:token", request: 7, token: "a.b.c" }, ORIGIN]]);
    });

    it("answers in words where there is no token", async () => {
        const { frame, hear } = hosted(async () => {
            throw new Error("You may not read this record.");
        });
        await hear({ type: "mitto-sms:token-wanted", request: 0 });
        expect(frame.told[0][0]).toEqual({
            type: "mitto-sms:token",
            request: 0,
            error: "You may not read this record."
        });
    });

    it("passes on what the frame says", async () => {
        const { on, hear } = hosted();
        await hear({ type: "mitto-sms:ready" });
        await hear({ type: "mitto-sms:height", height: 120.2 });
        await hear({ type: "mitto-sms:height", height: 1e9 });
        await hear({ type: "mitto-sms:event", name: "mitto-sms-sent", detail: { ids: ["SMS-000001"] } });
        await hear({ type: "mitto-sms:event", name: "mitto-sms-opt-out" });
        expect(on.ready).toHaveBeenCalledTimes(1);
        expect(on.height.mock.calls).toEqual([[121], [20000]]);
        expect(on.event.mock.calls).toEqual([
            ["mitto-sms-sent", { ids: ["SMS-000001"] }],
            ["mitto-sms-opt-out", {}]
        ]);
    });

    it.each([
        ["nothing", null],
        ["a text", "mitto-sms:ready"],
        ["a type it does not know", { type: "mitto-sms:newer" }],
        ["a height that is none", { type: "mitto-sms:height", height: "100%" }],
        ["a height below nothing", { type: "mitto-sms:height", height: -1 }],
        ["an event that is none", { type: "mitto-sms:event", name: "click" }],
        ["a request without a number", { type: "mitto-sms:token-wanted", request: "1" }]
    ])("leaves %s alone", async (_, data) => {
        const { frame, on, hear } = hosted();
        await hear(data);
        expect(silent(on)).toBe(true);
        expect(frame.told).toEqual([]);
    });

    it("gives no token to another window, nor to another origin in the frame", async () => {
        const { frame, on, hear } = hosted();
        const wanted = { type: "mitto-sms:token-wanted", request: 1 };
        await hear(wanted, { source: {} });
        await hear(wanted, { source: null });
        await hear(wanted, { origin: "https://sms.example.com.evil.example" });
        await hear(wanted, { origin: "http://sms.example.com" });
        expect(frame.told).toEqual([]);
        expect(silent(on)).toBe(true);
    });

    it("says when the browser gave the frame no origin, and still gives it nothing", async () => {
        const { frame, on, hear } = hosted();
        await hear({ type: "mitto-sms:token-wanted", request: 1 }, { origin: "null" });
        expect(on.sandboxed).toHaveBeenCalledTimes(1);
        expect(frame.told).toEqual([]);
    });

    it("is silent before there is a frame", async () => {
        const host = new FrameHost(ORIGIN, () => null, jest.fn(), {});
        await host.receive({ source: null, origin: ORIGIN, data: { type: "mitto-sms:ready" } });
        expect(() => host.refresh()).not.toThrow();
    });

    it("tells the frame to read again, and whether it is dark", () => {
        const { frame, host } = hosted();
        host.refresh();
        host.theme(true);
        expect(frame.told.map(([message]) => message)).toEqual([
            { type: "mitto-sms:refresh" },
            { type: "mitto-sms:theme", dark: true }
        ]);
    });
});

describe("words and colours", () => {
    it("finds the words of an error", () => {
        expect(wordsOf({ body: { message: "No." } }, "?")).toBe("No.");
        expect(wordsOf(new Error("No."), "?")).toBe("No.");
        expect(wordsOf(undefined, "?")).toBe("?");
    });

    it.each([
        ["rgb(255, 255, 255)", false],
        ["rgb(24, 24, 24)", true],
        ["rgba(0, 0, 0, 0)", false],
        ["rgba(0, 0, 0, 0.9)", true],
        ["", false],
        [undefined, false]
    ])("%s is dark: %s", (color, dark) => {
        expect(isDark(color)).toBe(dark);
    });
});
