import { LightningElement } from "lwc";
import { NavigationMixin } from "lightning/navigation";
import adminLink from "@salesforce/apex/MittoSession.adminLink";
import test from "@salesforce/apex/MittoSession.test";
import INTRO from "@salesforce/label/c.Mitto_App_Intro";
import OPEN from "@salesforce/label/c.Mitto_Open_App";
import TEST from "@salesforce/label/c.Mitto_Test_Connection";
import UNKNOWN_ERROR from "@salesforce/label/c.Mitto_Unknown_Error";
import { wordsOf } from "c/mittoProtocol";

/** The tab Mitto SMS: opens the Worker's app in a tab of its own, and tests the whole way to it. */
export default class MittoSmsApp extends NavigationMixin(LightningElement) {
    labels = { intro: INTRO, open: OPEN, test: TEST };
    words = "";
    isBusy = false;

    open() {
        return this.doing(async () => {
            // The link has a token in it, good for ten minutes: made when it is needed, and kept nowhere.
            this[NavigationMixin.Navigate]({ type: "standard__webPage", attributes: { url: await adminLink() } });
            return "";
        });
    }

    test() {
        return this.doing(() => test());
    }

    async doing(deed) {
        this.isBusy = true;
        this.words = "";
        try {
            this.words = await deed();
        } catch (error) {
            this.words = wordsOf(error, UNKNOWN_ERROR);
        } finally {
            this.isBusy = false;
        }
    }
}
