/**
 * One side of docs/embed-protocol.md: the page that hosts a frame of the Worker. No component, so that it can be read and
 * tested by itself.
 */

/** Pixels. A frame that asks for more is broken. */
const TALLEST = 20000;

const EVENTS = ["mitto-sms-sent", "mitto-sms-status", "mitto-sms-opt-out", "mitto-sms-error"];

/** The address of a frame. */
export function frameUrl(workerUrl, page, attributes) {
    const url = new URL(`/embed/${page}`, workerUrl);
    for (const [name, value] of Object.entries(attributes)) {
        if (value) {
            url.searchParams.set(name, value);
        }
    }
    return url.href;
}

/** What the page does when the frame speaks, and how it speaks to it. */
export class FrameHost {
    /**
     * @param {string} origin the Worker's
     * @param {() => Window | null} frame the frame's window, once there is one
     * @param {() => Promise<string>} token makes a session token; throws an Error with words
     * @param {{ready: Function, height: Function, event: Function, sandboxed: Function}} on
     */
    constructor(origin, frame, token, on) {
        this.origin = origin;
        this.frame = frame;
        this.token = token;
        this.on = on;
    }

    /** Takes a message event of the window. Anything that is not from our frame is left alone. */
    async receive(event) {
        const frame = this.frame();
        if (!frame || event.source !== frame) {
            return;
        }
        if (event.origin !== this.origin) {
            // "null": the browser gave our frame no origin, so it could not even load its own script.
            if (event.origin === "null") {
                this.on.sandboxed();
            }
            return;
        }
        const message = event.data;
        if (typeof message !== "object" || message === null) {
            return;
        }
        switch (message.type) {
            case "mitto-sms:ready":
                this.on.ready();
                break;
            case "mitto-sms:token-wanted":
                if (Number.isInteger(message.request)) {
                    await this.answer(message.request);
                }
                break;
            case "mitto-sms:height":
                if (Number.isFinite(message.height) && message.height >= 0) {
                    this.on.height(Math.min(Math.ceil(message.height), TALLEST));
                }
                break;
            case "mitto-sms:event":
                if (EVENTS.includes(message.name)) {
                    this.on.event(message.name, message.detail ?? {});
                }
                break;
            default:
            // A newer Worker may say more.
        }
    }

    async answer(request) {
        const type = "mitto-sms:token";
        try {
            this.send({ type, request, token: await this.token() });
        } catch (error) {
            this.send({ type, request, error: error.message });
        }
    }

    /** The record has changed: read it again. */
    refresh() {
        this.send({ type: "mitto-sms:refresh" });
    }

    theme(dark) {
        this.send({ type: "mitto-sms:theme", dark });
    }

    /** To our frame and to nobody who may have taken its place. */
    send(message) {
        this.frame()?.postMessage(message, this.origin);
    }
}

/** The words of whatever an Apex call fails with; `otherwise` where there are none. */
export function wordsOf(error, otherwise) {
    return error?.body?.message || error?.message || otherwise;
}

/** Whether a colour as the browser computes it, `rgb(r, g, b)`, is a dark one. See-through is none. */
export function isDark(color) {
    const parts = /^rgba?\(([^)]+)\)$/.exec(color ?? "");
    if (!parts) {
        return false;
    }
    const [red, green, blue, alpha = 1] = parts[1].split(/[\s,/]+/).map(Number);
    return alpha > 0.5 && 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
