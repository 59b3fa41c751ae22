import { LightningElement, api, wire } from "lwc";
import { MessageContext, publish, subscribe, unsubscribe } from "lightning/messageService";
import { notifyRecordUpdateAvailable } from "lightning/uiRecordApi";
import LANGUAGE from "@salesforce/i18n/lang";
import CHANNEL from "@salesforce/messageChannel/Mitto_SMS__c";
import open from "@salesforce/apex/MittoSession.open";
import token from "@salesforce/apex/MittoSession.token";
import LOADING from "@salesforce/label/c.Mitto_Loading";
import NOT_LOADED from "@salesforce/label/c.Mitto_Not_Loaded";
import SANDBOXED from "@salesforce/label/c.Mitto_Sandboxed";
import UNKNOWN_ERROR from "@salesforce/label/c.Mitto_Unknown_Error";
import { FrameHost, frameUrl, isDark, wordsOf } from "c/mittoProtocol";

/** Milliseconds that a frame has, once its page is there, to say that it is ready. */
const PATIENCE = 10000;
/** Milliseconds after which a STOP that the frame saw has come to the record's box as well. */
const BOX_DELAY = 4000;

/** A frame of the Worker for a record: gives it tokens, is as high as it, passes on what happened in it. */
export default class MittoFrame extends LightningElement {
    /** send-sms or sms-list. */
    @api page;
    /** Of send-sms: inline, or action for a button that opens it. */
    @api mode = "inline";
    @api recordId;
    /** What the frame is called by a screen reader. */
    @api title;

    labels = { loading: LOADING };
    src;
    words;
    height = 0;
    isReady = false;
    host;
    subscription;

    @wire(MessageContext)
    messages;

    @wire(open, { recordId: "$recordId" })
    opened({ data, error }) {
        if (data) {
            this.begin(data);
        } else if (error) {
            this.src = undefined;
            this.words = wordsOf(error, UNKNOWN_ERROR);
        }
    }

    begin({ workerUrl, objectName, recordId }) {
        this.words = undefined;
        this.isReady = false;
        this.host = new FrameHost(
            new URL(workerUrl).origin,
            () => this.template.querySelector("iframe")?.contentWindow,
            () => this.token(recordId),
            {
                ready: () => this.ready(),
                height: (height) => {
                    this.height = height;
                },
                event: (name, detail) => this.happened(name, detail),
                sandboxed: () => {
                    this.words = SANDBOXED;
                }
            }
        );
        this.src = frameUrl(workerUrl, this.page, {
            object: objectName,
            "record-id": recordId,
            lang: LANGUAGE,
            mode: this.page === "send-sms" ? this.mode : undefined
        });
    }

    connectedCallback() {
        this.receive = (event) => this.host?.receive(event);
        window.addEventListener("message", this.receive);
        this.subscription = subscribe(this.messages, CHANNEL, (message) => this.heard(message));
    }

    disconnectedCallback() {
        window.removeEventListener("message", this.receive);
        unsubscribe(this.subscription);
        clearTimeout(this.waiting);
    }

    get isLoading() {
        return !this.isReady && !this.words;
    }

    get style() {
        return `height: ${this.height}px`;
    }

    /** Reads the record again. A frame that is not ready yet is about to read it anyway. */
    @api
    refresh() {
        if (this.isReady) {
            this.host.refresh();
        }
    }

    async token(recordId) {
        try {
            return await token({ recordId });
        } catch (error) {
            throw new Error(wordsOf(error, UNKNOWN_ERROR));
        }
    }

    /** The frame's page is there, be it the Worker's or the browser's own about why not. */
    loaded() {
        clearTimeout(this.waiting);
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- no event tells that a frame will stay silent
        this.waiting = setTimeout(() => {
            if (!this.isReady && !this.words) {
                this.words = NOT_LOADED;
            }
        }, PATIENCE);
    }

    ready() {
        clearTimeout(this.waiting);
        this.isReady = true;
        this.words = undefined;
        this.host.theme(isDark(this.surface()));
    }

    /** The colour behind us: that of the nearest ancestor that has one. */
    surface() {
        for (let element = this.template.host; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (color && color !== "transparent" && !/, 0\)$/.test(color)) {
                return color;
            }
        }
        return undefined;
    }

    happened(name, detail) {
        this.dispatchEvent(new CustomEvent("happened", { detail: { name, detail } }));
        if (name === "mitto-sms-error") {
            return;
        }
        publish(this.messages, CHANNEL, { recordId: this.recordId, name });
        if (name === "mitto-sms-opt-out") {
            // eslint-disable-next-line @lwc/lwc/no-async-operation -- the box is ticked by the Worker's own call
            setTimeout(() => notifyRecordUpdateAvailable([{ recordId: this.recordId }]), BOX_DELAY);
        }
    }

    /** Something was sent in another frame of this record: the list shows it at once. */
    heard({ recordId, name }) {
        if (this.page === "sms-list" && name === "mitto-sms-sent" && recordId === this.recordId) {
            this.refresh();
        }
    }
}
