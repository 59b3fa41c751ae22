// What both elements have in common, and their classes as TypeScript sees them.

/** What a record is. */
export type MittoObject = "lead" | "contact" | "campaign";

/** A function that returns a session token. */
export type TokenProvider = () => string | Promise<string>;

/** What both elements can be told by attributes. */
export interface MittoAttributes {
  /** What the record is. Nothing is shown without it. */
  object?: MittoObject;
  /** The CRM's id of the record. Nothing is shown without it. */
  "record-id"?: string;
  /** Where the page's back end hands out a session token, as a text or as JSON with a member `token`. */
  "token-url"?: string;
  /** The address of the Worker, `https://…`. */
  endpoint?: string;
  /** The language, a tag as in `de-CH`. Left out, it is that of the nearest element around it that has one. */
  lang?: string;
  /** Where the messages of a language that is neither English nor German are: a message file. */
  "messages-url"?: string;
}

/** A message: one text, or one for each plural form of the language (`Intl.PluralRules`). */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;

/** The messages of a language, by what they are in English. */
export interface MessageFile {
  messages?: Record<string, Message>;
  /** What the API says, with `{0}` for what changes. */
  sentences?: Record<string, Message>;
}

export interface MittoSendSmsAttributes extends MittoAttributes {
  /** The form itself (`inline`), or a button that opens it in a dialog (`action`). */
  mode?: "inline" | "action";
}

export interface MittoSmsListAttributes extends MittoAttributes {
  /** What it begins with. */
  view?: "conversation" | "table";
}

/** SMS were taken for sending. */
export interface MittoSmsSent {
  /** The SMS. Of a campaign none yet: they get their ids later. */
  ids: string[];
  /** How many messages that is. */
  numberOfMessages: number;
  /** Of a campaign: what sends it. */
  job?: string;
  /** Of a campaign: how many recipients it has. */
  recipients?: number;
}

/** An SMS has another status. */
export interface MittoSmsStatus {
  id: string;
  /** `SENT`, `DELIVERED`, `FAILED`, … */
  status: string;
}

/** A STOP or a START came. */
export interface MittoSmsOptOut {
  optedOut: boolean;
}

/** Something went wrong. */
export interface MittoSmsError {
  /** What, in words. */
  message: string;
}

/** Somebody wants to answer a reply. */
export interface MittoSmsAnswer {
  /** The reply. */
  id: string;
  /** The number it came to, from which it is answered. */
  from: string;
  /** The number it came from. */
  to: string;
}

export interface MittoSendSmsEventMap {
  "mitto-sms-sent": CustomEvent<MittoSmsSent>;
  "mitto-sms-status": CustomEvent<MittoSmsStatus>;
  "mitto-sms-opt-out": CustomEvent<MittoSmsOptOut>;
  "mitto-sms-error": CustomEvent<MittoSmsError>;
}

export interface MittoSmsListEventMap {
  "mitto-sms-status": CustomEvent<MittoSmsStatus>;
  /** Cancelable: a page that prevents it answers in its own way. */
  "mitto-sms-answer": CustomEvent<MittoSmsAnswer>;
  "mitto-sms-error": CustomEvent<MittoSmsError>;
}

export interface MittoSendSmsElement extends HTMLElement {
  /** Instead of the attribute `token-url`. May be replaced at any time: nothing that is written is lost. */
  tokenProvider: TokenProvider | undefined;
  /** The messages of a language, as a message file has them, in place of `messages-url`. */
  messages: MessageFile | undefined;
  /** Begins a message from this sender, as the answer to a reply that came there. */
  answer(from: string): void;
  /** The page has changed the record: it is read again now. */
  refresh(): void;
}

export interface MittoSmsListElement extends HTMLElement {
  /** Instead of the attribute `token-url`. May be replaced at any time. */
  tokenProvider: TokenProvider | undefined;
  /** The messages of a language, as a message file has them, in place of `messages-url`. */
  messages: MessageFile | undefined;
  /** Something has happened that the page knows of: what is there now is asked for at once. */
  refresh(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "mitto-send-sms": MittoSendSmsElement;
    "mitto-sms-list": MittoSmsListElement;
  }
  // They bubble, so any element may hear them.
  interface HTMLElementEventMap extends MittoSendSmsEventMap, MittoSmsListEventMap {}
  interface DocumentEventMap extends MittoSendSmsEventMap, MittoSmsListEventMap {}
}
