import { createElement } from "lwc";
import adminLink from "@salesforce/apex/MittoSession.adminLink";
import test from "@salesforce/apex/MittoSession.test";
import MittoSmsApp from "c/mittoSmsApp";

jest.mock("@salesforce/apex/MittoSession.adminLink", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/MittoSession.test", () => ({ default: jest.fn() }), { virtual: true });

const mockNavigated = jest.fn();
jest.mock(
    "lightning/navigation",
    () => {
        const Navigate = Symbol("Navigate");
        const NavigationMixin = (Base) =>
            class extends Base {
                [Navigate](page) {
                    mockNavigated(page);
                }
            };
        NavigationMixin.Navigate = Navigate;
        return { NavigationMixin };
    },
    { virtual: true }
);

const flush = async () => {
    for (let turn = 0; turn < 6; turn++) {
        // eslint-disable-next-line no-await-in-loop -- each turn of the loop is one of the component's own
        await Promise.resolve();
    }
};

function shown() {
    const element = createElement("c-mitto-sms-app", { is: MittoSmsApp });
    document.body.appendChild(element);
    const [openApp, testIt] = element.shadowRoot.querySelectorAll("lightning-button");
    const words = () => element.shadowRoot.querySelector("[role=status]").textContent;
    return { openApp, testIt, words };
}

describe("c-mitto-sms-app", () => {
    afterEach(() => {
        while (document.body.firstChild) {
            document.body.firstChild.remove();
        }
        jest.clearAllMocks();
    });

    it("opens the app with a link made for this press", async () => {
        adminLink.mockResolvedValue("https://sms.example.com/#token=a.b.c");
        const { openApp, words } = shown();
        expect(adminLink).not.toHaveBeenCalled();
        openApp.click();
        await flush();
        expect(mockNavigated.mock.calls[0][0].attributes.url).toBe("https://sms.example.com/#token=a.b.c");
        expect(words()).toBe("");
    });

    it("says what the test found, or what is wrong", async () => {
        test.mockResolvedValueOnce("The Worker takes this org's tokens, and is set up.");
        test.mockRejectedValueOnce({ body: { message: "The certificate Mitto_SMS could not sign." } });
        const { testIt, words } = shown();
        testIt.click();
        await flush();
        expect(words()).toBe("The Worker takes this org's tokens, and is set up.");
        testIt.click();
        await flush();
        expect(words()).toBe("The certificate Mitto_SMS could not sign.");
        expect(testIt.disabled).toBe(false);
    });
});
