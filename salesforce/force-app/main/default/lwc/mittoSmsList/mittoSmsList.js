import { LightningElement, api } from "lwc";
import TITLE from "@salesforce/label/c.Mitto_SMS_List";

/** The SMS related list: what was sent to and replied by this lead or contact, or sent for this campaign. */
export default class MittoSmsList extends LightningElement {
    @api recordId;

    labels = { title: TITLE };
}
