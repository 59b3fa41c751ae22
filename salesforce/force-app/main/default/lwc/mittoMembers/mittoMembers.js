import { LightningElement, api } from "lwc";
import membersState from "@salesforce/apex/MittoSession.membersState";
import updateMembers from "@salesforce/apex/MittoSession.updateMembers";
import BUTTON from "@salesforce/label/c.Mitto_Update_Members";
import HINT from "@salesforce/label/c.Mitto_Members_Hint";
import RUNNING from "@salesforce/label/c.Mitto_Members_Running";
import DONE from "@salesforce/label/c.Mitto_Members_Done";
import FAILED from "@salesforce/label/c.Mitto_Members_Failed";
import { wordsOf } from "c/mittoProtocol";

/** Milliseconds between two looks at the job. */
const PAUSE = 3000;

/** Brings a campaign's members to the Worker. */
export default class MittoMembers extends LightningElement {
    @api recordId;

    labels = { button: BUTTON, hint: HINT };
    words = HINT;
    isRunning = false;

    disconnectedCallback() {
        clearTimeout(this.waiting);
    }

    async update() {
        this.isRunning = true;
        this.words = RUNNING;
        try {
            this.look(await updateMembers({ campaignId: this.recordId }));
        } catch (error) {
            this.end(wordsOf(error, FAILED));
        }
    }

    async look(jobId) {
        try {
            const state = await membersState({ jobId });
            if (state === "running") {
                // eslint-disable-next-line @lwc/lwc/no-async-operation -- a job tells nobody that it has ended
                this.waiting = setTimeout(() => this.look(jobId), PAUSE);
                return;
            }
            this.end(state === "done" ? DONE : FAILED);
            this.dispatchEvent(new CustomEvent("updated"));
        } catch (error) {
            this.end(wordsOf(error, FAILED));
        }
    }

    end(words) {
        this.isRunning = false;
        this.words = words;
    }
}
