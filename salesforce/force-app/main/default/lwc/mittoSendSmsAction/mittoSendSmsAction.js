import { LightningElement, api } from "lwc";
import TITLE from "@salesforce/label/c.Mitto_Send_SMS";

/**
 * Send SMS as a quick action. The record's id comes after the action has opened. The panel is a dialog already, so the form
 * stands in it as it is.
 */
export default class MittoSendSmsAction extends LightningElement {
    @api recordId;
    @api objectApiName;

    labels = { title: TITLE };

    get isCampaign() {
        return this.objectApiName === "Campaign";
    }

    refresh() {
        this.template.querySelector("c-mitto-frame").refresh();
    }
}
