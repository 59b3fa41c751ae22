import { createElement } from "lwc";
import MittoSendSms from "c/mittoSendSms";
import MittoSendSmsAction from "c/mittoSendSmsAction";
import MittoSmsList from "c/mittoSmsList";

jest.mock(
    "@salesforce/apex/MittoSession.open",
    () => ({ default: require("@salesforce/sfdx-lwc-jest").createApexTestWireAdapter(jest.fn()) }),
    { virtual: true }
);

function shown(name, is, objectApiName, recordId = "001") {
    const element = createElement(name, { is });
    Object.assign(element, { recordId, objectApiName });
    document.body.appendChild(element);
    return element;
}

const frame = (element) => element.shadowRoot.querySelector("c-mitto-frame");
const members = (element) => element.shadowRoot.querySelector("c-mitto-members");

describe("the components for pages", () => {
    afterEach(() => {
        while (document.body.firstChild) {
            document.body.firstChild.remove();
        }
    });

    it.each([
        ["c-mitto-send-sms", MittoSendSms, "send-sms"],
        ["c-mitto-send-sms-action", MittoSendSmsAction, "send-sms"],
        ["c-mitto-sms-list", MittoSmsList, "sms-list"]
    ])("%s shows the frame of its record", (name, is, page) => {
        const element = shown(name, is, "Lead");
        expect(frame(element).page).toBe(page);
        expect(frame(element).recordId).toBe("001");
        expect(frame(element).title).toBeTruthy();
        expect(members(element)).toBeNull();
    });

    it.each([
        ["c-mitto-send-sms", MittoSendSms],
        ["c-mitto-send-sms-action", MittoSendSmsAction]
    ])("%s of a campaign brings its members, and then reads again", (name, is) => {
        const element = shown(name, is, "Campaign", "701");
        expect(members(element).recordId).toBe("701");
        const refresh = jest.spyOn(frame(element), "refresh").mockImplementation(() => {});
        members(element).dispatchEvent(new CustomEvent("updated"));
        expect(refresh).toHaveBeenCalledTimes(1);
    });

    it("a record page shows what the admin chose; a quick action is a dialog already, and shows the form", async () => {
        const page = shown("c-mitto-send-sms", MittoSendSms, "Lead");
        expect(frame(page).mode).toBe("inline");
        page.mode = "action";
        await Promise.resolve();
        expect(frame(page).mode).toBe("action");
        const action = shown("c-mitto-send-sms-action", MittoSendSmsAction, "Lead");
        expect(frame(action).mode).toBe("inline");
    });

    it("a quick action gets its record after it has opened", async () => {
        const element = shown("c-mitto-send-sms-action", MittoSendSmsAction, undefined, undefined);
        Object.assign(element, { recordId: "701", objectApiName: "Campaign" });
        await Promise.resolve();
        expect(frame(element).recordId).toBe("701");
        expect(members(element)).not.toBeNull();
    });
});
