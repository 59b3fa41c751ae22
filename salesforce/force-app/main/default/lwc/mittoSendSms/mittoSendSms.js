import { LightningElement, api } from "lwc";
import TITLE from "@salesforce/label/c.Mitto_Send_SMS";

/** Send SMS on the record page of a lead, a contact or a campaign. */
export default class MittoSendSms extends LightningElement {
    @api recordId;
    @api objectApiName;
    /** As the admin chose in the App Builder: inline, or action for a button. */
    @api mode = "inline";

    labels = { title: TITLE };

    get isCampaign() {
        return this.objectApiName === "Campaign";
    }

    refresh() {
        this.template.querySelector("c-mitto-frame").refresh();
    }
}
