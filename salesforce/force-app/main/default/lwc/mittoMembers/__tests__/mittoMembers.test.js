import { createElement } from "lwc";
import membersState from "@salesforce/apex/MittoSession.membersState";
import updateMembers from "@salesforce/apex/MittoSession.updateMembers";
import MittoMembers from "c/mittoMembers";

jest.mock("@salesforce/apex/MittoSession.updateMembers", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/MittoSession.membersState", () => ({ default: jest.fn() }), { virtual: true });

async function settle() {
    for (let turn = 0; turn < 6; turn++) {
        // eslint-disable-next-line no-await-in-loop -- each turn of the loop is one of the component's own
        await Promise.resolve();
    }
}

function shown() {
    const element = createElement("c-mitto-members", { is: MittoMembers });
    element.recordId = "701";
    const updated = jest.fn();
    element.addEventListener("updated", updated);
    document.body.appendChild(element);
    const button = element.shadowRoot.querySelector("lightning-button");
    const words = () => element.shadowRoot.querySelector("[role=status]").textContent;
    return { element, updated, button, words };
}

describe("c-mitto-members", () => {
    beforeEach(() => jest.useFakeTimers());

    afterEach(() => {
        while (document.body.firstChild) {
            document.body.firstChild.remove();
        }
        jest.clearAllMocks();
        jest.useRealTimers();
    });

    it("looks at the job until it is done; one press starts one", async () => {
        updateMembers.mockResolvedValue("707");
        membersState.mockResolvedValueOnce("running").mockResolvedValueOnce("done");
        const { updated, button, words } = shown();
        button.click();
        await settle();
        expect(updateMembers).toHaveBeenCalledWith({ campaignId: "701" });
        expect(membersState).toHaveBeenCalledWith({ jobId: "707" });
        expect(button.disabled).toBe(true);
        expect(words()).toBe("c.Mitto_Members_Running");
        expect(updated).not.toHaveBeenCalled();
        jest.advanceTimersByTime(3000);
        await settle();
        expect(words()).toBe("c.Mitto_Members_Done");
        expect(button.disabled).toBe(false);
        expect(updated).toHaveBeenCalledTimes(1);
    });

    it("says that it failed, and may be pressed again", async () => {
        updateMembers.mockResolvedValue("707");
        membersState.mockResolvedValue("failed");
        const { button, words } = shown();
        button.click();
        await settle();
        expect(words()).toBe("c.Mitto_Members_Failed");
        expect(button.disabled).toBe(false);
    });

    it("says why it may not begin", async () => {
        updateMembers.mockRejectedValue({ body: { message: "You may not text campaigns." } });
        const { button, words } = shown();
        button.click();
        await settle();
        expect(words()).toBe("You may not text campaigns.");
        expect(membersState).not.toHaveBeenCalled();
    });

    it("looks no more once it is gone", async () => {
        updateMembers.mockResolvedValue("707");
        membersState.mockResolvedValue("running");
        const { element, button } = shown();
        button.click();
        await settle();
        element.remove();
        jest.advanceTimersByTime(60000);
        await settle();
        expect(membersState).toHaveBeenCalledTimes(1);
    });
});
