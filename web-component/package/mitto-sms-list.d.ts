// Importing this module registers <mitto-sms-list>. It exports nothing but types.

export type * from "./elements.js";
